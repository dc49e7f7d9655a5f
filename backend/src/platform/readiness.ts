/** For so long an answer is given to everybody who asks. */
const KEPT_MS = 1_000;

/**
 * Asks `probe` at most once a second, however many ask at the same time: a question that anybody may
 * put as often as they like must not reach the database each time.
 * @param probe whether the service can serve; never rejects
 * @param now milliseconds, monotonic
 */
export function createReadiness(
  probe: () => Promise<boolean>,
  now: () => number = () => performance.now(),
): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined;
  let until = 0;
  return () => {
    if (answer === undefined || now() >= until) {
      until = Number.POSITIVE_INFINITY;
      answer = probe().finally(() => {
        until = now() + KEPT_MS;
      });
    }
    return answer;
  };
}

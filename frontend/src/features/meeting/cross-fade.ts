/** Too short to hear two voices, and long enough for no click. */
const FADE_MS = 20;
const STEPS = 4;

type Player = Pick<HTMLMediaElement, 'volume' | 'muted'>;

/**
 * Lets one element fall silent while another becomes audible; it plays already, but muted. Where the
 * volume cannot be set, as on iPhones, both are audible for that time.
 *
 * @param isHidden the document is hidden: timers of hidden documents are late, so there is no fade
 * @param done called when only the second one is audible
 * @returns gives the fade up: the first one is as audible as before
 */
export function crossFade(
  from: Player | null,
  to: Player,
  isHidden: boolean,
  done: () => void,
): () => void {
  let step = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const finish = (): void => {
    clearInterval(timer);
    if (from) from.muted = true;
    to.muted = false;
    to.volume = 1;
    done();
  };
  if (from === null || isHidden) {
    finish();
    return () => undefined;
  }
  to.volume = 0;
  to.muted = false;
  timer = setInterval(() => {
    step += 1;
    if (step >= STEPS) return finish();
    to.volume = step / STEPS;
    from.volume = 1 - step / STEPS;
  }, FADE_MS / STEPS);
  return () => {
    if (step >= STEPS) return;
    clearInterval(timer);
    from.volume = 1;
  };
}

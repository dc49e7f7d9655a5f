import { healthEndpoints } from '@parley/shared/health';
import { AppError } from './errors';
import type { MountEndpoint } from './http';

/** How long one result is used for all requests. */
const CACHED_MS = 1_000;

/**
 * Creates a readiness check that calls `probe` at most once a second. Anybody may request it without a
 * limit, so a request must not always reach the database.
 * @param probe whether the service can serve; never rejects
 * @param now milliseconds of a monotonic clock
 */
export function createReadiness(
  probe: () => Promise<boolean>,
  now: () => number = () => performance.now(),
): () => Promise<boolean> {
  let result: Promise<boolean> | undefined;
  let until = 0;
  return () => {
    if (result === undefined || now() >= until) {
      until = Number.POSITIVE_INFINITY;
      result = probe().finally(() => {
        until = now() + CACHED_MS;
      });
    }
    return result;
  };
}

/** Whether the server lives, and whether it can serve requests. */
export function mountHealth(mount: MountEndpoint, isReady: () => Promise<boolean>): void {
  mount(healthEndpoints.live, () => ({ status: 'ok' as const }));
  mount(healthEndpoints.ready, async () => {
    if (!(await isReady())) throw new AppError('UNAVAILABLE', { retryAfter: 5 });
    return { status: 'ok' as const };
  });
}

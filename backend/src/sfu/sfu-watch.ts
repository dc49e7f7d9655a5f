import type { Logger } from '../platform/logger';
import type { Scheduler, Timer } from '../platform/scheduler';
import type { Scope } from '../platform/scope';
import type { Livekit } from './livekit';

const EVERY_MS = 5_000;
/** A restart of LiveKit should be noticed soon. */
const EVERY_WHILE_DOWN_MS = 1_000;
/** One lost answer is no outage. */
const FAILURES = 2;

/** Nothing listens there: LiveKit does not run. */
const isRefused = (error: unknown): boolean =>
  ((error as { cause?: { code?: unknown } }).cause?.code ?? '') === 'ECONNREFUSED';

/** It answers, but not to us. A token is also refused when the clocks differ by more than a minute. */
const isUnauthorized = (error: unknown): boolean => (error as { status?: unknown }).status === 401;
const REFUSED =
  'the SFU refuses LIVEKIT_API_KEY and LIVEKIT_API_SECRET, or its clock differs: it is not used';

/** Whether the SFU answers. */
export interface SfuWatch {
  /** Null until that is known. */
  readonly isThere: boolean | null;
  /** Asks at once, for example because a client has lost the SFU. */
  check(): Promise<void>;
  /** Begins to ask. @param onChanged called when the answer is another one */
  start(onChanged: (isThere: boolean) => void, scope: Scope): void;
}

/** Creates the watch, which asks LiveKit again and again: it may be built while Parley runs. */
export function createSfuWatch(
  livekit: Pick<Livekit, 'ping'>,
  { scheduler, logger }: { scheduler: Scheduler; logger: Logger },
): SfuWatch {
  let isThere: boolean | null = null;
  let failures = 0;
  let timer: Timer | undefined;
  let notify: (isThere: boolean) => void = () => undefined;
  let isStopped = false;

  function set(now: boolean, err?: unknown): void {
    if (isThere === now) return;
    // At first, `npm start` may still be building it.
    const wasThere = isThere === true;
    isThere = now;
    if (now) logger.info('the SFU is ready');
    else if (isUnauthorized(err)) logger.warn({ err }, REFUSED);
    else logger[wasThere ? 'warn' : 'info']({ err }, 'the SFU does not answer');
    notify(now);
  }

  let checking: Promise<void> | undefined;

  const check = (): Promise<void> => (checking ??= ask().finally(() => (checking = undefined)));

  async function ask(): Promise<void> {
    timer?.cancel();
    try {
      await livekit.ping();
      failures = 0;
      set(true);
    } catch (error) {
      failures += 1;
      if (failures >= FAILURES || isRefused(error) || isUnauthorized(error)) set(false, error);
    }
    if (isStopped) return;
    timer?.cancel();
    timer = scheduler.setTimer(
      isThere === true && failures === 0 ? EVERY_MS : EVERY_WHILE_DOWN_MS,
      check,
    );
  }

  return {
    get isThere() {
      return isThere;
    },
    check,
    start(onChanged, scope) {
      notify = onChanged;
      scope.add(() => {
        isStopped = true;
        timer?.cancel();
      });
      void check();
    },
  };
}

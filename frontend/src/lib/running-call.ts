import { createLog } from '../core/log';

const log = createLog('app');

const LOCK = 'parley:call';

let isHere = false;

/**
 * Whether this tab is in a call or was in one until its connection ended; false after the user left.
 * The sign-in page uses it to explain what has ended.
 */
export function isCallHere(): boolean {
  return isHere;
}

/** Records whether this tab is in a call. During a call it holds a lock that other tabs can see. */
export class RunningCall {
  #release: (() => void) | null = null;

  set(isRunning: boolean): void {
    isHere = isRunning;
    if (isRunning) this.#hold();
    else this.#letGo();
  }

  /** The connection ended although the user did not leave. */
  interrupt(): void {
    this.#letGo();
  }

  /**
   * A shared lock (Web Locks, section 2.2). Unlike a message on a channel, it is visible at once even
   * if this tab sleeps, and the browser releases it if this tab crashes.
   */
  #hold(): void {
    if (this.#release !== null) return;
    const { locks } = navigator as { locks?: LockManager };
    const released = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    try {
      locks
        ?.request(LOCK, { mode: 'shared' }, () => released)
        .catch((error: unknown) => log.debug('other tabs cannot see this call', { error }));
    } catch (error) {
      // Some browsers refuse a lock if storage is blocked.
      log.debug('other tabs cannot see this call', { error });
    }
  }

  #letGo(): void {
    this.#release?.();
    this.#release = null;
  }
}

/** Whether any tab of this browser is in a call; false if the browser cannot tell. */
export async function isCallInSomeTab(): Promise<boolean> {
  const { locks } = navigator as { locks?: LockManager };
  try {
    const { held = [] } = (await locks?.query()) ?? {};
    return held.some(({ name }) => name === LOCK);
  } catch (error) {
    log.debug('calls in other tabs are unknown', { error });
    return false;
  }
}

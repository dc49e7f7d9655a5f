const LOCK = 'parley:call';

let isHere = false;

/**
 * Whether this tab is in a call, or was until the connection ended; not after somebody left. Pages
 * that take the place of a call tell by it what has ended.
 */
export function isCallHere(): boolean {
  return isHere;
}

/** Notes whether this tab is in a call, and lets the other tabs know for as long as it is. */
export class RunningCall {
  #release: (() => void) | null = null;

  set(isRunning: boolean): void {
    isHere = isRunning;
    if (isRunning) this.#hold();
    else this.#letGo();
  }

  /** The connection ended without anybody leaving. */
  interrupt(): void {
    this.#letGo();
  }

  /**
   * A lock that many tabs can hold (Web Locks 2.2): unlike a question on a channel, it is answered
   * at once, also by tabs that sleep, and it goes with a tab that crashes.
   */
  #hold(): void {
    if (this.#release !== null) return;
    const { locks } = navigator as { locks?: LockManager };
    const released = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    try {
      locks?.request(LOCK, { mode: 'shared' }, () => released).catch(() => undefined);
    } catch {
      // Refused where storage is blocked: the other tabs do not know.
    }
  }

  #letGo(): void {
    this.#release?.();
    this.#release = null;
  }
}

/** Whether some tab of this browser is in a call; false where the browser does not tell. */
export async function isCallInSomeTab(): Promise<boolean> {
  const { locks } = navigator as { locks?: LockManager };
  try {
    const { held = [] } = (await locks?.query()) ?? {};
    return held.some(({ name }) => name === LOCK);
  } catch {
    return false;
  }
}

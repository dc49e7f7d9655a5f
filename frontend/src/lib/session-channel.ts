import type { User } from '@parley/shared/auth';
import { createLog } from '../core/log';
import type { SessionStart, SessionUser } from './session-user';
import type { TokenLife } from './token-life';

const log = createLog('session');

/** The session of the account that is signed in. */
const ACCOUNT = 'parley:session';

/** The messages between the tabs of one browser. */
export type SessionMessage<U extends SessionUser = User> =
  | { type: 'signed-in'; response: SessionStart<U>; life: TokenLife }
  /** `server`: the server ended the session, not the user in a tab. */
  | { type: 'signed-out'; by?: 'server' };

export interface SessionChannel<U extends SessionUser = User> {
  /** Sends a message to the other tabs. */
  post(message: SessionMessage<U>): void;
  /** Calls `listener` with each message of another tab. */
  listen(listener: (message: SessionMessage<U>) => void): void;
}

/**
 * A channel between the tabs of this browser. Tokens may travel on it: only pages of the same origin
 * can listen, and nothing is stored.
 *
 * @param name the session of the account, or that of a guest in one room
 */
export function createSessionChannel<U extends SessionUser = User>(
  name: string = ACCOUNT,
): SessionChannel<U> {
  const channel = openChannel(name);
  if (channel === null) return { post: () => {}, listen: () => {} };
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
    post: (message) => channel.postMessage(message),
    listen: (listener) => {
      channel.addEventListener('message', (event: MessageEvent<SessionMessage<U>>) =>
        listener(event.data),
      );
    },
  };
}

/** Some browsers refuse a channel if storage is blocked. Each tab is on its own then. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch (error) {
    log.warn('tabs cannot share the session', { error });
    return null;
  }
}

/** Runs a task while no other tab runs one. */
export type RunAlone = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Holds a Web Lock for each request with the refresh cookie, so that two rotations never overlap.
 *
 * @param name as in {@link createSessionChannel}
 */
export const aloneInBrowser =
  (name: string = ACCOUNT): RunAlone =>
  async (task) => {
    const { locks } = navigator as { locks?: LockManager };
    if (locks === undefined) return task();
    let isRunning = false;
    const run = (): ReturnType<typeof task> => {
      isRunning = true;
      return task();
    };
    try {
      return await locks.request(name, run);
    } catch (error) {
      // The task failed, not the lock.
      if (isRunning) throw error;
      // Browsers refuse a lock if storage is blocked (Web Locks, section 4.1).
      log.debug('no lock between tabs', { error });
      return task();
    }
  };

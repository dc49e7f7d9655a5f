import type { SessionResponse } from '@parley/shared/auth';
import { createLog } from '../core/log';
import type { TokenLife } from './token-life';

const log = createLog('session');

/** The messages between the tabs of one browser. */
export type SessionMessage =
  | { type: 'signed-in'; response: SessionResponse; life: TokenLife }
  /** `server`: the server ended the session, not the user in a tab. */
  | { type: 'signed-out'; by?: 'server' };

export interface SessionChannel {
  /** Sends a message to the other tabs. */
  post(message: SessionMessage): void;
  /** Calls `listener` with each message of another tab. */
  listen(listener: (message: SessionMessage) => void): void;
}

/**
 * A channel between the tabs of this browser. Tokens may travel on it: only pages of the same origin
 * can listen, and nothing is stored.
 */
export function createSessionChannel(): SessionChannel {
  const channel = openChannel();
  if (channel === null) return { post: () => {}, listen: () => {} };
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
    post: (message) => channel.postMessage(message),
    listen: (listener) => {
      channel.addEventListener('message', (event: MessageEvent<SessionMessage>) =>
        listener(event.data),
      );
    },
  };
}

/** Some browsers refuse a channel if storage is blocked. Each tab is on its own then. */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel('parley:session');
  } catch (error) {
    log.warn('tabs cannot share the session', { error });
    return null;
  }
}

/** Runs a task while no other tab runs one. */
export type RunAlone = <T>(task: () => Promise<T>) => Promise<T>;

/** Holds a Web Lock for each request with the refresh cookie, so that two rotations never overlap. */
export const runAloneInBrowser: RunAlone = async (task) => {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return task();
  let isRunning = false;
  const run = (): ReturnType<typeof task> => {
    isRunning = true;
    return task();
  };
  try {
    return await locks.request('parley:session', run);
  } catch (error) {
    // The task failed, not the lock.
    if (isRunning) throw error;
    // Browsers refuse a lock if storage is blocked (Web Locks, section 4.1).
    log.debug('no lock between tabs', { error });
    return task();
  }
};

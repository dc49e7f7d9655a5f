import type { SessionResponse } from '@parley/shared/auth';
import type { TokenLife } from './token-life';

/** What the tabs of one browser tell each other. */
export type SessionNews =
  | { type: 'signed-in'; response: SessionResponse; life: TokenLife }
  /** `server`: the session was ended there, by nobody's press in a tab. */
  | { type: 'signed-out'; by?: 'server' };

export interface SessionChannel {
  tell(news: SessionNews): void;
  /** Calls `listener` with the news of other tabs. */
  listen(listener: (news: SessionNews) => void): void;
}

/** Only pages of the same origin can listen, so tokens may travel here; nothing is stored. */
export function createSessionChannel(): SessionChannel {
  const channel = openChannel();
  if (channel === null) return { tell: () => {}, listen: () => {} };
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has none
    tell: (news) => channel.postMessage(news),
    listen: (listener) => {
      channel.addEventListener('message', (message: MessageEvent<SessionNews>) =>
        listener(message.data),
      );
    },
  };
}

/** Some browsers refuse it where storage is blocked: each tab is on its own then. */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel('parley:session');
  } catch {
    return null;
  }
}

/** Runs a task while no other tab runs one of the same name. */
export type RunAlone = <T>(task: () => Promise<T>) => Promise<T>;

/** The lock that every request with the refresh cookie takes, so that rotations never cross. */
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
    // Refused by the browser, as it is where storage is blocked (Web Locks 4.1), not by the task.
    if (isRunning) throw error;
    return task();
  }
};

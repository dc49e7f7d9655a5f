import type { SessionResponse } from '@parley/shared/auth';
import type { TokenLife } from './token-life';

/** What the tabs of one browser tell each other. */
export type SessionNews =
  | { type: 'signed-in'; response: SessionResponse; life: TokenLife }
  | { type: 'signed-out' };

export interface SessionChannel {
  tell(news: SessionNews): void;
  /** Calls `listener` with the news of other tabs. */
  listen(listener: (news: SessionNews) => void): void;
}

/** Only pages of the same origin can listen, so tokens may travel here; nothing is stored. */
export function createSessionChannel(): SessionChannel {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => {}, listen: () => {} };
  const channel = new BroadcastChannel('parley:session');
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

/** Runs a task while no other tab runs one of the same name. */
export type RunAlone = <T>(task: () => Promise<T>) => Promise<T>;

/** The lock that every request with the refresh cookie takes, so that rotations never cross. */
export const runAloneInBrowser: RunAlone = async (task) => {
  const { locks } = navigator as { locks?: LockManager };
  return locks === undefined ? task() : await locks.request('parley:session', () => task());
};

import type { Session } from '../lib/session';
import type { SessionUser } from '../lib/session-user';
import type { SocketTokens } from './socket-client';

/** The tokens of a session for a {@link SocketClient}. */
export function socketTokensOf<U extends SessionUser>(session: Session<U>): SocketTokens {
  return {
    getFreshAccessToken: () => session.getFreshAccessToken(),
    replaceAccessToken: (refused) => session.replaceAccessToken(refused),
    onTokenChange: (listener) =>
      session.state.subscribe(() => {
        const state = session.state.get();
        if (state.status === 'signed-in') listener(state.accessToken);
        else if (state.status === 'signed-out') listener(null);
      }),
  };
}

import type { Scope } from '../platform/scope';
import { AppError } from '../platform/errors';
import type { SocketServer } from '../platform/socket';
import type { AuthService } from './auth.service';

/** How long a socket may outlive its token, and how often that is looked at. */
const OVERTIME_SECONDS = 30;
const SWEEP_MS = 10_000;

/** Keeps sockets only as long as somebody vouches for them with a valid token. */
export function registerAuthCommands(
  sockets: SocketServer,
  auth: AuthService,
  now: () => number,
  scope: Scope,
): void {
  sockets.onCommand('session:renew', async ({ token }, socket) => {
    const identity = await auth.authenticate(token);
    const before = socket.data.identity;
    // A socket belongs to one account in one session for its whole life.
    if (identity.userId !== before.userId || identity.sessionId !== before.sessionId) {
      throw new AppError('UNAUTHENTICATED');
    }
    before.expiresAt = identity.expiresAt;
    return {};
  });

  // One timer for all: a timer a socket would cost memory for nothing.
  const sweep = setInterval(() => {
    const limit = now() / 1000 - OVERTIME_SECONDS;
    for (const socket of sockets.io.of('/').sockets.values()) {
      if (socket.data.identity.expiresAt >= limit) continue;
      socket.emit('session:ended', {});
      socket.disconnect(true);
    }
  }, SWEEP_MS);
  scope.add(() => clearInterval(sweep));
}

import type { Scope } from '../platform/scope';
import { AppError, toAppError } from '../platform/errors';
import type { ParleySocket } from '../platform/parley-socket';
import type { SocketServer } from '../platform/socket';
import type { AuthService } from './auth.service';

/** How long a socket may outlive its token, and how often this is checked. */
const OVERTIME_SECONDS = 30;
const SWEEP_MS = 10_000;
/** How long sockets may stay after an outage; clients try to refresh their token twice a minute. */
const LENIENCE_MS = 60_000;

/**
 * Registers `session:refresh`, and closes sockets whose token has expired for longer than
 * `OVERTIME_SECONDS`.
 */
export function registerAuthCommands(
  sockets: SocketServer,
  auth: AuthService,
  now: () => number,
  scope: Scope,
): void {
  sockets.onCommand('session:refresh', async ({ token }, socket) => {
    const identity = await auth.authenticate(token);
    const before = socket.data.identity;
    // A socket belongs to one session of one user for its whole life.
    if (identity.userId !== before.userId || identity.sessionId !== before.sessionId) {
      throw new AppError('UNAUTHENTICATED');
    }
    before.expiresAt = identity.expiresAt;
    return {};
  });

  const isExpired = ({ data }: ParleySocket) =>
    data.identity.expiresAt < now() / 1000 - OVERTIME_SECONDS;
  /** While the database is away, clients cannot refresh tokens, so no socket is closed. */
  let lenientUntil = 0;

  async function closeExpired(): Promise<void> {
    const expired = [...sockets.io.of('/').sockets.values()].filter(isExpired);
    const [first] = expired;
    if (first === undefined) return;
    const isAway = await auth.readUser(first.data.identity.userId).then(
      () => false,
      (error: unknown) => toAppError(error).code === 'UNAVAILABLE',
    );
    if (isAway) lenientUntil = now() + LENIENCE_MS;
    if (now() < lenientUntil) return;
    for (const socket of expired.filter(isExpired)) {
      socket.emit('session:ended', {});
      // Not `disconnect`: the session may still be alive, so the seat stays as after a lost network.
      socket.conn.close();
    }
  }

  // One timer for all sockets; a timer for each would cost memory.
  const sweep = setInterval(() => void closeExpired(), SWEEP_MS);
  scope.add(() => clearInterval(sweep));
}

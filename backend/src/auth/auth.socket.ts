import type { Scope } from '../platform/scope';
import { AppError, toAppError } from '../platform/errors';
import type { ParleySocket } from '../platform/parley-socket';
import type { SocketServer } from '../platform/socket';
import type { AuthService } from './auth.service';

/** How long a socket may outlive its token, and how often that is looked at. */
const OVERTIME_SECONDS = 30;
const SWEEP_MS = 10_000;
/** After an outage of the database; pages try every half minute to renew their token. */
const LENIENCE_MS = 60_000;

/** Keeps sockets only as long as somebody vouches for them with a valid token. */
export function registerAuthCommands(
  sockets: SocketServer,
  auth: AuthService,
  now: () => number,
  scope: Scope,
): void {
  sockets.onCommand('session:refresh', async ({ token }, socket) => {
    const identity = await auth.authenticate(token);
    const before = socket.data.identity;
    // A socket belongs to one account in one session for its whole life.
    if (identity.userId !== before.userId || identity.sessionId !== before.sessionId) {
      throw new AppError('UNAUTHENTICATED');
    }
    before.expiresAt = identity.expiresAt;
    return {};
  });

  const isOverdue = ({ data }: ParleySocket) =>
    data.identity.expiresAt < now() / 1000 - OVERTIME_SECONDS;
  /** With the database away no token can be renewed, and nobody is put out for that. */
  let lenientUntil = 0;

  async function putOutOverdue(): Promise<void> {
    const overdue = [...sockets.io.of('/').sockets.values()].filter(isOverdue);
    const [first] = overdue;
    if (first === undefined) return;
    const isAway = await auth.readUser(first.data.identity.userId).then(
      () => false,
      (error: unknown) => toAppError(error).code === 'UNAVAILABLE',
    );
    if (isAway) lenientUntil = now() + LENIENCE_MS;
    if (now() < lenientUntil) return;
    for (const socket of overdue.filter(isOverdue)) {
      socket.emit('session:ended', {});
      // Not `disconnect`: the session may well go on, so that the seat is held as for a lost line.
      socket.conn.close();
    }
  }

  // One timer for all: a timer a socket would cost memory for nothing.
  const sweep = setInterval(() => void putOutOverdue(), SWEEP_MS);
  scope.add(() => clearInterval(sweep));
}

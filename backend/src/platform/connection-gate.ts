import { type IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from './errors';
import { addressKey } from './rate-limit';
import { toHandshakeError, type ParleyServer, type ParleySocket } from './socket';

/** How many WebSockets may be open of which nobody knows yet whose they are, and for how long. */
export interface GateLimits {
  readonly perAddress: number;
  readonly inAll: number;
  /** As long as Socket.IO waits for a valid CONNECT. */
  readonly nameWithinMs: number;
}

/** Behind one address there may be a school whose connections all come back at once. */
const LIMITS: GateLimits = { perAddress: 200, inAll: 2_000, nameWithinMs: 5_000 };

export interface GateOptions {
  /** Address of the client behind the trusted proxies. */
  addressOf: (request: IncomingMessage) => string;
  /** Counts an upgrade. @throws {AppError} where the address opens too many */
  admit: (addressKey: string) => Promise<void>;
  /** Puts the headers of every answer on those that Socket.IO gives over HTTP. */
  dress: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
  limits?: Partial<GateLimits> | undefined;
}

const CLOSE_GRACE_MS = 250;

type Connection = ParleySocket['conn'];

interface Nameless {
  readonly key: string;
  readonly timer: NodeJS.Timeout;
}

/**
 * Bounds what connections cost before anybody has signed in on them, and allows each of them one
 * socket. `socket.ts` refuses CONNECTs and `socket-guard.ts` counts frames, but a connection that
 * sends neither would cost nothing and stay.
 */
export function gateConnections(io: ParleyServer, options: GateOptions): void {
  const limits = { ...LIMITS, ...options.limits };
  const nameless = new Map<Connection, Nameless>();
  const perAddress = new Map<string, number>();
  const taken = new WeakSet<Connection>();

  async function admit(key: string): Promise<void> {
    if (nameless.size >= limits.inAll || (perAddress.get(key) ?? 0) >= limits.perAddress) {
      throw new AppError('RATE_LIMITED');
    }
    await options.admit(key);
  }

  function expectName(connection: Connection): void {
    const key = addressKey(options.addressOf(connection.request));
    const timer = setTimeout(end, limits.nameWithinMs, connection).unref();
    nameless.set(connection, { key, timer });
    perAddress.set(key, (perAddress.get(key) ?? 0) + 1);
    connection.once('close', closedNameless);
  }

  /** Closed by Socket.IO, most likely: the closing frame may never be answered. */
  function closedNameless(this: Connection): void {
    settle(this);
    end(this);
  }

  function settle(connection: Connection): void {
    const found = nameless.get(connection);
    if (found === undefined) return;
    clearTimeout(found.timer);
    nameless.delete(connection);
    connection.off('close', closedNameless);
    const left = (perAddress.get(found.key) ?? 1) - 1;
    if (left > 0) perAddress.set(found.key, left);
    else perAddress.delete(found.key);
  }

  io.engine.use((request: IncomingMessage, response: unknown, next: (error?: unknown) => void) => {
    if (response instanceof ServerResponse) options.dress(request, response, next);
    else admit(addressKey(options.addressOf(request))).then(() => next(), next);
  });
  io.engine.on('connection', expectName);
  io.use(({ conn }, next) => {
    // Several CONNECTs sent before the first is answered would otherwise each have a socket.
    if (taken.has(conn)) {
      const message = 'This connection has a socket already.';
      next(toHandshakeError(new AppError('RATE_LIMITED', { message })));
    } else {
      taken.add(conn);
      next();
    }
  });
  io.on('connection', (socket) => {
    settle(socket.conn);
    socket.once('disconnect', closeConnection);
  });
}

/** A socket may end alone; its connection would then belong to nobody. */
function closeConnection(this: ParleySocket): void {
  end(this.conn);
}

/** A client that does not answer the closing frame would otherwise stay half a minute longer. */
function end(connection: Connection): void {
  connection.close();
  setTimeout(terminate, CLOSE_GRACE_MS, connection).unref();
}

const terminate = ({ transport }: Connection): void =>
  (transport as unknown as { socket: { terminate(): void } }).socket.terminate();

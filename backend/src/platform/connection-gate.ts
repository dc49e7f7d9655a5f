import { type IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from './errors';
import type { ParleySocket } from './parley-socket';
import { addressKey } from './rate-limit';
import { toHandshakeError, type SocketServer } from './socket';

/** Bounds the WebSockets on which nobody has signed in yet. */
export interface GateLimits {
  readonly perAddress: number;
  readonly total: number;
  /** The same time that Socket.IO waits for a valid CONNECT. */
  readonly signInWithinMs: number;
}

/** Many clients may share one address, as in a school, and may all reconnect at once. */
const LIMITS: GateLimits = { perAddress: 200, total: 2_000, signInWithinMs: 5_000 };

export interface GateOptions {
  /** The client's address behind the trusted proxies. */
  addressOf: (request: IncomingMessage) => string;
  /** Counts an upgrade. @throws {AppError} RATE_LIMITED */
  countUpgrade: (addressKey: string) => void;
  /** Sets the headers of every response on those that Socket.IO gives over HTTP. */
  setHeaders: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
  limits?: Partial<GateLimits> | undefined;
}

const SWEEP_MS = 250;
const CLOSE_GRACE_MS = 250;

type EngineConnection = ParleySocket['conn'];

interface Anonymous {
  readonly key: string;
  readonly since: number;
  /** A CONNECT packet has arrived; its token may still be refused. */
  isConnecting: boolean;
}

/**
 * Bounds what connections cost before a client signs in on them, and allows one socket for each
 * connection. `socket.ts` refuses CONNECTs and `socket-guard.ts` counts frames, but without the gate
 * a connection that sends neither would cost nothing and stay open.
 *
 * The gate checks all anonymous connections in one sweep. Timers and listeners for each of them
 * would cost memory for as long as the connection lives.
 */
export function gateConnections({ io, onDisconnect }: SocketServer, options: GateOptions): void {
  const limits = { ...LIMITS, ...options.limits };
  const anonymous = new Map<EngineConnection, Anonymous>();
  let timer: NodeJS.Timeout | undefined;

  function admit(key: string): void {
    const isFull = () => anonymous.size >= limits.total || countOf(key) >= limits.perAddress;
    if (isFull()) sweep();
    if (isFull()) throw new AppError('RATE_LIMITED');
    options.countUpgrade(key);
  }

  function countOf(key: string): number {
    let count = 0;
    for (const entry of anonymous.values()) if (entry.key === key) count += 1;
    return count;
  }

  function expectSignIn(connection: EngineConnection): void {
    const key = addressKey(options.addressOf(connection.request));
    anonymous.set(connection, { key, since: performance.now(), isConnecting: false });
    timer ??= setInterval(sweep, SWEEP_MS).unref();
  }

  /** Ends connections whose time is over, and those that Socket.IO closes at the moment. */
  function sweep(): void {
    const earliest = performance.now() - limits.signInWithinMs;
    for (const [connection, { since }] of anonymous) {
      if (connection.readyState === 'open' && since > earliest) continue;
      anonymous.delete(connection);
      end(connection);
    }
    if (anonymous.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  io.engine.use((request: IncomingMessage, response: unknown, next: (error?: unknown) => void) => {
    if (response instanceof ServerResponse) return options.setHeaders(request, response, next);
    try {
      admit(addressKey(options.addressOf(request)));
    } catch (error) {
      return next(error);
    }
    next();
  });
  io.engine.on('connection', expectSignIn);
  io.use(({ conn }, next) => {
    const entry = anonymous.get(conn);
    // Otherwise a client could get several sockets by sending CONNECTs before the first answer.
    if (entry === undefined || entry.isConnecting) {
      const message = 'This connection has a socket already.';
      next(toHandshakeError(new AppError('RATE_LIMITED', { message })));
    } else {
      entry.isConnecting = true;
      next();
    }
  });
  io.on('connection', ({ conn }) => void anonymous.delete(conn));
  // A socket may end alone, which would leave an anonymous connection behind.
  onDisconnect(({ conn }) => end(conn));
}

/** Closes a connection without the half minute that a client may take for the closing handshake. */
function end(connection: EngineConnection): void {
  connection.close();
  setTimeout(terminate, CLOSE_GRACE_MS, connection).unref();
}

const terminate = ({ transport }: EngineConnection): void =>
  (transport as unknown as { socket: { terminate(): void } }).socket.terminate();

import type { IncomingMessage, Server as HttpServer } from 'node:http';
import {
  handshakeAuthSchema,
  type EventName,
  type EventPayload,
  type HandshakeAuth,
} from '@parley/shared/socket-events';
import { Server, type DisconnectReason } from 'socket.io';
import { createCommandDispatcher, type Ack, type CommandDispatcher } from './command-dispatcher';
import { disconnectCauseOf, noteCloseCodes, type DisconnectCause } from './disconnect-cause';
import { AppError, toApiError, toAppError } from './errors';
import type { Identity } from './http';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import type { ParleyServer, ParleySocket } from './parley-socket';
import type { SecurityLog } from './security-log';
import { createSocketGuard, type GuardLimits, type SocketGuard } from './socket-guard';

type DisconnectHandler = (socket: ParleySocket, cause: DisconnectCause) => void;

/** The server pings each interval, and gives up a socket whose pong takes longer than the timeout. */
export interface Heartbeat {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** Finds half-open connections within fifteen seconds. */
const HEARTBEAT: Heartbeat = { intervalMs: 5_000, timeoutMs: 10_000 };

export interface SocketServerOptions {
  http: HttpServer;
  /** Whether a web page of the request's origin may open a socket. */
  isOriginAllowed(request: IncomingMessage): boolean;
  limits: GuardLimits;
  heartbeat?: Heartbeat | undefined;
  logger: Logger;
  security: SecurityLog;
  metrics: Pick<Metrics, 'acked' | 'answeredError' | 'refused'>;
  /** The client's address behind the trusted proxies. */
  addressOf: (request: IncomingMessage) => string;
}

/**
 * Checks the access token of a handshake and counts the attempt.
 * @throws {AppError} UNAUTHENTICATED, TOKEN_EXPIRED, SESSION_ENDED or RATE_LIMITED
 */
export type AuthenticateHandshake = (
  token: string | undefined,
  address: string,
) => Promise<Identity>;

export interface SocketServer
  extends Pick<CommandDispatcher, 'onCommand' | 'describeWith' | 'assertMay'> {
  readonly io: ParleyServer;
  /** Must be called once before the server listens. */
  authenticateWith(authenticate: AuthenticateHandshake): void;
  onDisconnect(handler: DisconnectHandler): void;
  /** Sends an event to all sockets in a Socket.IO room except one, and encodes it once. */
  publish<E extends EventName>(
    room: string,
    event: E,
    payload: EventPayload<E>,
    exceptSocketId?: string,
  ): void;
  /** Sends `session:ended` to the sockets of a session and closes them. */
  endSession(sessionId: string): void;
  /** Refuses new handshakes from now on. */
  drain(): void;
  /** The ids of all sockets. */
  ids(): string[];
  /** Ends the connection of a socket, whose client connects again by itself. */
  closeConnection(socketId: string): void;
  close(): Promise<void>;
}

/**
 * Creates the Socket.IO server.
 *
 * Handshake: the origin is checked before the upgrade. Then {@link AuthenticateHandshake} checks the
 * token, and the guard refuses banned users and users with too many sockets. A refused client gets a
 * `connect_error` whose `data` is the API's error. The handshake may carry a command, whose ack is
 * the event `handshake:ack`.
 *
 * Commands: see {@link createCommandDispatcher}.
 *
 * Closing: `drain` refuses handshakes, `closeConnection` ends one socket and `close` all. Sockets that end after `drain` have
 * the cause `lost`, because their clients will reconnect to another server.
 */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { logger, security, metrics, heartbeat = HEARTBEAT } = options;
  const disconnectHandlers: DisconnectHandler[] = [];
  let authenticate: AuthenticateHandshake = () => Promise.reject(new AppError('UNAVAILABLE'));
  let draining = false;

  const io: ParleyServer = new Server(options.http, {
    // Without long polling there is less to attack, and no need for sticky sessions
    // (docs/decisions/003).
    transports: ['websocket'],
    serveClient: false,
    connectTimeout: 5_000,
    pingInterval: heartbeat.intervalMs,
    pingTimeout: heartbeat.timeoutMs,
    maxHttpBufferSize: 64 * 1024,
    perMessageDeflate: false,
    httpCompression: false,
    // An upgrade to the SFU waits for the SFU.
    destroyUpgradeTimeout: 10_000,
    allowRequest: (request, decide) => {
      const allowed = !draining && isFromAllowedOrigin(request, options);
      decide(allowed ? null : 'refused', allowed);
    },
  });

  noteCloseCodes(io);
  const guard = createSocketGuard(io, options.limits, { logger, security, metrics });
  const { onCommand, describeWith, assertMay, dispatch } = createCommandDispatcher(
    guard,
    logger,
    security,
    metrics,
  );

  io.use((socket, next) => {
    admit(socket, options.addressOf(socket.request), authenticate, guard).then(
      () => next(),
      (thrown: unknown) => next(refuseHandshake(thrown, socket.request, options)),
    );
  });

  io.on('connection', (socket) => {
    guard.connected(socket);
    const command = forgetHandshake(socket);
    // `socket.use` would cost each socket a closure, and each packet several.
    socket.onAny(receive);
    if (command !== undefined) {
      const ack: Ack = (result) => socket.emit('handshake:ack', result);
      dispatch(socket, command.command, command.payload, ack);
    }
    socket.on('disconnect', disconnected);
  });

  /** Shared by all sockets to save memory. */
  function receive(this: ParleySocket, command: string, ...args: unknown[]): void {
    // Packets that arrived before the socket was cut off may still be in the queue.
    if (!this.connected) return;
    const [payload] = args;
    // The ack is the last argument, also if the client leaves out the payload.
    const ack = args.at(-1);
    dispatch(
      this,
      command,
      typeof payload === 'function' ? undefined : payload,
      typeof ack === 'function' ? (ack as Ack) : null,
    );
  }

  /** Shared by all sockets to save memory. */
  function disconnected(this: ParleySocket, reason: DisconnectReason): void {
    guard.disconnected(this);
    const cause = disconnectCauseOf(this, reason, draining || guard.fellBehind(this));
    for (const handler of disconnectHandlers) handler(this, cause);
  }

  return {
    io,
    authenticateWith: (check) => void (authenticate = check),
    onCommand,
    describeWith,
    assertMay,
    onDisconnect: (handler) => void disconnectHandlers.push(handler),
    publish(room, event, payload, exceptSocketId) {
      const target =
        exceptSocketId === undefined ? io.to(room) : io.to(room).except(exceptSocketId);
      (target.emit as (event: string, payload: unknown) => void).call(target, event, payload);
    },
    endSession(sessionId) {
      for (const socket of io.of('/').sockets.values()) {
        if (socket.data.identity.sessionId !== sessionId) continue;
        socket.emit('session:ended', {});
        socket.disconnect(true);
      }
    },
    drain: () => void (draining = true),
    ids: () => [...io.of('/').sockets.keys()],
    closeConnection(id) {
      io.of('/').sockets.get(id)?.conn.close();
    },
    close() {
      guard.stop();
      return io.close();
    },
  };
}

async function admit(
  socket: ParleySocket,
  address: string,
  authenticate: AuthenticateHandshake,
  guard: SocketGuard,
): Promise<void> {
  const auth = handshakeAuthSchema.safeParse(socket.handshake.auth);
  const identity = await authenticate(auth.data?.token, address);
  guard.admit(socket, identity.userId);
  socket.data = { identity, address, fullAt: {} };
}

function isFromAllowedOrigin(request: IncomingMessage, options: SocketServerOptions): boolean {
  if (options.isOriginAllowed(request)) return true;
  const origin = request.headers.origin?.slice(0, 100);
  options.security.note('origin refused', { address: options.addressOf(request), origin });
  return false;
}

/** Turns a thrown value into the error that Socket.IO sends to the client as `connect_error`. */
export function toHandshakeError(thrown: unknown): Error {
  const error = toAppError(thrown);
  return Object.assign(new Error(error.message), { data: toApiError(error) });
}

function refuseHandshake(
  thrown: unknown,
  request: IncomingMessage,
  { security, metrics, addressOf }: SocketServerOptions,
): Error {
  const error = toAppError(thrown);
  const address = addressOf(request);
  metrics.answeredError('handshake', error.code);
  if (error.status < 500) security.note('handshake refused', { address, reason: error.code });
  return toHandshakeError(error);
}

const NO_HANDSHAKE = Object.freeze({ auth: {}, headers: {}, query: {} });

/**
 * Drops the request, headers and token of the handshake, which Socket.IO would keep: they are several
 * kB for each socket, and a token should not stay in memory.
 *
 * @returns the handshake command
 */
function forgetHandshake(socket: ParleySocket): HandshakeAuth['first'] {
  const { first } = socket.handshake.auth as HandshakeAuth;
  (socket.conn as { request?: unknown }).request = undefined;
  (socket as { handshake: unknown }).handshake = NO_HANDSHAKE;
  return first;
}

import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Result } from '@parley/shared/result';
import {
  handshakeAuthSchema,
  socketCommands,
  type CommandData,
  type CommandName,
  type CommandPayload,
  type EventName,
  type EventPayload,
  type HandshakeAuth,
  type ServerToClientEvents,
} from '@parley/shared/socket-events';
import type { CommandPolicy, RateClass } from '@parley/shared/socket-contract';
import { Server, type DefaultEventsMap, type Socket } from 'socket.io';
import { AppError, parseInput, toApiError, toAppError } from './errors';
import type { Identity } from './http';
import type { Logger } from './logger';
import { disconnectCauseOf, noteCloseCodes, type DisconnectCause } from './disconnect-cause';
import type { SecurityLog } from './security-log';
import { createSocketGuard, type GuardLimits, type SocketGuard } from './socket-guard';
import type { TokenBucket } from './token-bucket';

/** What a socket knows of itself; one small object, since there may be many. */
export interface SocketState {
  identity: Identity;
  address: string;
  buckets: Partial<Record<RateClass, TokenBucket>>;
}

export type ParleySocket = Socket<
  DefaultEventsMap,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketState
>;
export type ParleyServer = Server<
  DefaultEventsMap,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketState
>;

type CommandHandler<C extends CommandName> = (
  payload: CommandPayload<C>,
  socket: ParleySocket,
) => Promise<CommandData<C>> | CommandData<C>;

/** A socket that does not answer a ping, sent every interval, within the time-out is lost. */
export interface Heartbeat {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** Half-open connections are found within fifteen seconds. */
const HEARTBEAT: Heartbeat = { intervalMs: 5_000, timeoutMs: 10_000 };

export interface SocketServerOptions {
  http: HttpServer;
  /** Whether the page that opens a socket may do so. */
  isOriginAllowed(request: IncomingMessage): boolean;
  limits: GuardLimits;
  maxSocketsPerUser: number;
  heartbeat?: Heartbeat | undefined;
  logger: Logger;
  security: SecurityLog;
  /** Address of the client behind the trusted proxies. */
  addressOf: (request: IncomingMessage) => string;
  /** Whose the token of a handshake is; counts it. @throws {AppError} where it is refused */
  authenticate: (token: string | undefined, address: string) => Promise<Identity>;
}

export interface SocketServer {
  readonly io: ParleyServer;
  /** Each command has exactly one handler; the contract names its policy and rate. */
  onCommand<C extends CommandName>(command: C, handler: CommandHandler<C>): void;
  /** How a policy is checked; throws an AppError. `account` needs nothing beyond the handshake. */
  setPolicy(policy: CommandPolicy, check: (socket: ParleySocket) => void): void;
  onDisconnect(handler: (socket: ParleySocket, cause: DisconnectCause) => void): void;
  /** To everybody in a Socket.IO room, but for one socket. Encoded once. */
  publish<F extends EventName>(
    room: string,
    fact: F,
    payload: EventPayload<F>,
    exceptSocketId?: string,
  ): void;
  /** Closes the sockets of a session, telling them why. */
  endSession(sessionId: string): void;
  /** Stops new handshakes. */
  drain(): void;
  close(): Promise<void>;
}

type Answer = (result: Result<unknown>) => void;

/** Commands that arrive before their handler is known, or that nobody declared, are refused. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { logger, security, heartbeat = HEARTBEAT } = options;
  const handlers = new Map<string, CommandHandler<CommandName>>();
  const policies = new Map<CommandPolicy, (socket: ParleySocket) => void>([
    ['account', () => undefined],
  ]);
  const disconnects: ((socket: ParleySocket, cause: DisconnectCause) => void)[] = [];
  const perUser = new Map<string, number>();
  let draining = false;

  const io: ParleyServer = new Server(options.http, {
    // Frames only: no long-polling surface and no need for sticky sessions (docs/decisions/003).
    transports: ['websocket'],
    serveClient: false,
    connectTimeout: 5_000,
    pingInterval: heartbeat.intervalMs,
    pingTimeout: heartbeat.timeoutMs,
    maxHttpBufferSize: 64 * 1024,
    perMessageDeflate: false,
    httpCompression: false,
    allowRequest: (request, decide) => {
      const allowed = !draining && isFromAllowedOrigin(request, options);
      decide(allowed ? null : 'refused', allowed);
    },
  });

  noteCloseCodes(io);
  const guard = createSocketGuard(io, options.limits, logger, security);

  io.use((socket, next) => {
    admit(socket, options, perUser, guard).then(
      () => next(),
      (thrown: unknown) => next(refuseHandshake(thrown, socket.request, options)),
    );
  });

  io.on('connection', (socket) => {
    const { userId } = socket.data.identity;
    perUser.set(userId, (perUser.get(userId) ?? 0) + 1);
    const first = forgetHandshake(socket);
    socket.use((packet) => {
      // What a socket sent before it was cut off may still be in the queue.
      if (!socket.connected) return;
      // The ack comes last, also where a client left the payload out.
      const ack: unknown = packet.length > 1 ? packet.at(-1) : undefined;
      const payload: unknown = typeof packet[1] === 'function' ? undefined : packet[1];
      dispatch(socket, packet[0], payload, typeof ack === 'function' ? (ack as Answer) : null);
    });
    if (first !== undefined) {
      const answer: Answer = (result) => socket.emit('handshake:ack', result);
      dispatch(socket, first.command, first.payload, answer);
    }
    socket.on('disconnect', (reason) => {
      release(perUser, userId);
      // Whoever goes because this server goes will be back when another one is there.
      const cause = disconnectCauseOf(socket, reason, draining || guard.fellBehind(socket));
      for (const handler of disconnects) handler(socket, cause);
    });
  });

  /**
   * Answers at once where the handler does: the relay of a signal makes no promise, and nothing is
   * allocated on its way that can be had without.
   */
  function dispatch(socket: ParleySocket, event: string, payload: unknown, answer: Answer | null) {
    let data: unknown;
    try {
      data = run(socket, event, payload);
    } catch (thrown) {
      return refuse(socket, event, answer, thrown);
    }
    if (data instanceof Promise) return answerLater(socket, event, answer, data);
    answer?.({ ok: true, data });
  }

  function answerLater(
    socket: ParleySocket,
    event: string,
    answer: Answer | null,
    promise: Promise<unknown>,
  ): void {
    promise.then(
      (data) => answer?.({ ok: true, data }),
      (thrown: unknown) => refuse(socket, event, answer, thrown),
    );
  }

  function refuse(socket: ParleySocket, event: string, answer: Answer | null, thrown: unknown) {
    const error = toAppError(thrown);
    if (error.status >= 500) {
      logger.error({ socketId: socket.id, event, code: error.code, err: error.cause });
    }
    answer?.({ ok: false, error: toApiError(error) });
    noteRefusal(security, socket, event, error);
    if (error.code === 'VALIDATION_FAILED') guard.noteWrong(socket);
  }

  function run(socket: ParleySocket, event: string, payload: unknown): unknown {
    const handler = handlers.get(event);
    if (handler === undefined || !Object.hasOwn(socketCommands, event)) {
      guard.take(socket, 'state');
      throw new AppError('UNKNOWN_EVENT');
    }
    const contract = socketCommands[event as CommandName];
    guard.take(socket, contract.rate);
    const input = parseInput(contract.payload, payload) as CommandPayload<CommandName>;
    policies.get(contract.policy)?.(socket);
    return handler(input, socket);
  }

  return {
    io,
    onCommand(command, handler) {
      if (handlers.has(command)) throw new Error(`${command} has a handler already`);
      handlers.set(command, handler);
    },
    setPolicy: (policy, check) => void policies.set(policy, check),
    onDisconnect: (handler) => void disconnects.push(handler),
    publish(room, fact, payload, exceptSocketId) {
      const target =
        exceptSocketId === undefined ? io.to(room) : io.to(room).except(exceptSocketId);
      (target.emit as (fact: string, payload: unknown) => void).call(target, fact, payload);
    },
    endSession(sessionId) {
      for (const socket of io.of('/').sockets.values()) {
        if (socket.data.identity.sessionId !== sessionId) continue;
        socket.emit('session:ended', {});
        socket.disconnect(true);
      }
    },
    drain: () => void (draining = true),
    close() {
      guard.stop();
      return io.close();
    },
  };
}

/** The handshake: an access token in `auth.token`, and a bounded number of sockets an account. */
async function admit(
  socket: ParleySocket,
  options: SocketServerOptions,
  perUser: Map<string, number>,
  guard: SocketGuard,
): Promise<void> {
  const address = options.addressOf(socket.request);
  const auth = handshakeAuthSchema.safeParse(socket.handshake.auth);
  const identity = await options.authenticate(auth.data?.token, address);
  guard.welcome(socket, identity.userId);
  if ((perUser.get(identity.userId) ?? 0) >= options.maxSocketsPerUser) {
    throw new AppError('RATE_LIMITED', {
      message: 'This account has too many open windows.',
      retryAfter: 10,
    });
  }
  socket.data = { identity, address, buckets: {} };
}

function noteRefusal(
  security: SecurityLog,
  { data: { identity, address } }: ParleySocket,
  event: string,
  { code, status }: AppError,
): void {
  if (status !== 403 && status !== 404 && status !== 429) return;
  const { userId, sessionId } = identity;
  // A name that no command has may be anything.
  const target = Object.hasOwn(socketCommands, event) ? event : undefined;
  const facts = { userId, sessionId, address, reason: code, target };
  security.note(status === 429 ? 'limit reached' : 'access denied', facts);
}

function isFromAllowedOrigin(request: IncomingMessage, options: SocketServerOptions): boolean {
  if (options.isOriginAllowed(request)) return true;
  const origin = request.headers.origin?.slice(0, 100);
  options.security.note('origin refused', { address: options.addressOf(request), origin });
  return false;
}

/** What a client finds in its `connect_error`. */
export function toHandshakeError(thrown: unknown): Error {
  const error = toAppError(thrown);
  return Object.assign(new Error(error.message), { data: toApiError(error) });
}

/** The same, noted in the security log. */
function refuseHandshake(
  thrown: unknown,
  request: IncomingMessage,
  { security, addressOf }: SocketServerOptions,
): Error {
  const error = toAppError(thrown);
  const address = addressOf(request);
  if (error.status < 500) security.note('handshake refused', { address, reason: error.code });
  return toHandshakeError(error);
}

const NO_HANDSHAKE = Object.freeze({ auth: {}, headers: {}, query: {} });

/**
 * Request, headers and token of the handshake are kept by default, several kB a socket; nothing
 * needs them after it, and the token must not lie around.
 *
 * @returns the command that travelled with the handshake
 */
function forgetHandshake(socket: ParleySocket): HandshakeAuth['first'] {
  const { first } = socket.handshake.auth as HandshakeAuth;
  (socket.conn as { request?: unknown }).request = undefined;
  (socket as { handshake: unknown }).handshake = NO_HANDSHAKE;
  return first;
}

function release(perUser: Map<string, number>, userId: string): void {
  const left = (perUser.get(userId) ?? 1) - 1;
  if (left > 0) perUser.set(userId, left);
  else perUser.delete(userId);
}

import type { RateClass } from '@parley/shared/socket-contract';
import { AppError } from './errors';
import type { Logger } from './logger';
import type { ParleyServer, ParleySocket } from './socket';
import { TokenBucket, type BucketRate } from './token-bucket';

/** What one socket may send and leave unread. */
export interface GuardLimits {
  /** Commands, known or not, by their class. */
  readonly rates: Record<RateClass, BucketRate>;
  /** Frames of every kind, also those that carry no event. */
  readonly framesPerSecond: number;
  /** How much may wait for a slow reader longer than `slowMs`. */
  readonly waitingPackets: number;
  readonly waitingBytes: number;
  readonly slowMs: number;
  /** How often frames and readers are looked at. */
  readonly sweepMs: number;
}

export interface SocketGuard {
  /** Counts a command. @throws {AppError} RATE_LIMITED; who keeps on is cut off */
  take(socket: ParleySocket, rate: RateClass): void;
  /** @throws {AppError} RATE_LIMITED for an account that was cut off a moment ago */
  assertWelcome(userId: string): void;
  /** Whether the socket was cut because it did not read: its network is at fault, not its user. */
  fellBehind(socket: ParleySocket): boolean;
  stop(): void;
}

/** What is used here of an Engine.IO connection, and what is noted of it. */
interface Connection {
  readonly writeBuffer: readonly { data?: string | Uint8Array }[];
  readonly transport: { readonly socket?: { bufferedAmount: number; terminate(): void } };
  on(event: 'packet', listener: (this: Connection) => void): unknown;
  frames?: number;
  behindSince?: number | undefined;
  fellBehind?: boolean;
}

const connectionOf = (socket: ParleySocket) => socket.conn as unknown as Connection;

const STRIKE_WINDOW_MS = 10_000;
const MAX_STRIKES = 100;
/** How long an account whose socket was cut off is not let in again. */
const BANISHED_MS = 10_000;
const LAST_WORDS_MS = 250;

/**
 * Cuts off who floods and who does not read (reliability rules 3.5), so that the others notice
 * nothing. Commands are counted one by one; frames and unread bytes by one sweep over all sockets,
 * since a timer for each would cost memory for nothing.
 */
export function createSocketGuard(
  io: ParleyServer,
  limits: GuardLimits,
  logger: Logger,
): SocketGuard {
  const banished = new Map<string, number>();
  // Engine.IO's documentation lists `clients`; its types hide it.
  const { clients } = io.engine as unknown as { clients: Record<string, Connection> };
  let sweptAt = performance.now();

  function cutFlooder(socket: ParleySocket): void {
    const { userId } = socket.data.identity;
    banished.set(userId, performance.now() + BANISHED_MS);
    logger.warn({ userId, socketId: socket.id }, 'cut off a socket that floods');
    const connection = connectionOf(socket);
    socket.disconnect(true);
    // Time for the last answers; the closing handshake would wait for a consent that never comes.
    setTimeout(terminate, LAST_WORDS_MS, connection).unref();
  }

  function sweep(): void {
    const now = performance.now();
    // A sweep that comes late finds the frames of a longer time.
    const share = Math.max(1, (now - sweptAt) / 1000);
    sweptAt = now;
    for (const [userId, until] of banished) if (until <= now) banished.delete(userId);
    for (const connection of Object.values(clients)) {
      const frames = connection.frames ?? 0;
      connection.frames = 0;
      if (frames > limits.framesPerSecond * share) cutConnection(connection);
      else checkReader(connection, now);
    }
  }

  function cutConnection(connection: Connection): void {
    for (const socket of io.of('/').sockets.values()) {
      if (connectionOf(socket) === connection) return cutFlooder(socket);
    }
    logger.warn('cut off a connection that floods before it has signed in');
    terminate(connection);
  }

  function checkReader(connection: Connection, now: number): void {
    if (!isBehind(connection, limits)) {
      // Never written on those who always keep up: it would cost each of them memory.
      if (connection.behindSince !== undefined) connection.behindSince = undefined;
      return;
    }
    connection.behindSince ??= now;
    if (now - connection.behindSince <= limits.slowMs) return;
    connection.fellBehind = true;
    logger.warn('cut off a slow consumer');
    terminate(connection);
  }

  io.engine.on('connection', (connection: Connection) => connection.on('packet', countFrame));
  const timer = setInterval(sweep, limits.sweepMs);

  return {
    take(socket, rate) {
      const state = socket.data;
      const now = performance.now();
      const bucket = (state.buckets[rate] ??= new TokenBucket(limits.rates[rate], now));
      if (bucket.take(now)) return;
      if (now - state.strikesAt > STRIKE_WINDOW_MS) {
        state.strikesAt = now;
        state.strikes = 0;
      }
      state.strikes += 1;
      if (state.strikes > MAX_STRIKES) cutFlooder(socket);
      throw new AppError('RATE_LIMITED', {
        retryAfter: Math.ceil(1 / limits.rates[rate].perSecond),
      });
    },
    assertWelcome(userId) {
      const until = banished.get(userId) ?? 0;
      const left = until - performance.now();
      if (left > 0) throw new AppError('RATE_LIMITED', { retryAfter: Math.ceil(left / 1000) });
    },
    fellBehind: (socket) => connectionOf(socket).fellBehind === true,
    stop: () => clearInterval(timer),
  };
}

/** One function for all connections, so that counting costs no closure. */
function countFrame(this: Connection): void {
  this.frames = (this.frames ?? 0) + 1;
}

function isBehind({ writeBuffer, transport }: Connection, limits: GuardLimits): boolean {
  if (writeBuffer.length > limits.waitingPackets) return true;
  let bytes = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) bytes += data?.length ?? 0;
  return bytes > limits.waitingBytes;
}

function terminate(connection: Connection): void {
  connection.transport.socket?.terminate();
}

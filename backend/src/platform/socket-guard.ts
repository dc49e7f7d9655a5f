import type { RateClass } from '@parley/shared/socket-contract';
import { AppError } from './errors';
import type { Logger } from './logger';
import type { SecurityLog } from './security-log';
import type { ParleyServer, ParleySocket } from './socket';
import { TokenBucket, type BucketRate } from './token-bucket';
import { Traffic, type TrafficLimits } from './traffic';

/** What one account may send, and what one socket may send and leave unread. */
export interface GuardLimits extends TrafficLimits {
  /** Commands of one socket, known or not, by their class. */
  readonly rates: Record<RateClass, BucketRate>;
  /** How much may wait for a slow reader longer than `slowMs`. */
  readonly waitingPackets: number;
  readonly waitingBytes: number;
  readonly slowMs: number;
  /** How often readers are looked at. */
  readonly sweepMs: number;
}

export interface SocketGuard {
  /** Counts a command. @throws {AppError} RATE_LIMITED; who keeps on is cut off */
  take(socket: ParleySocket, rate: RateClass): void;
  /** Counts a command that did not parse; who keeps on is cut off. */
  noteWrong(socket: ParleySocket): void;
  /**
   * Counts the socket's frames with those of its account from now on.
   * @throws {AppError} RATE_LIMITED for an account that was cut off a moment ago
   */
  welcome(socket: ParleySocket, userId: string): void;
  /** Whether the socket was cut because it did not read: its network is at fault, not its user. */
  fellBehind(socket: ParleySocket): boolean;
  stop(): void;
}

interface Packet {
  readonly data?: string | Uint8Array;
}

/** What is used here of an Engine.IO connection, and what is noted of it. */
interface Connection {
  readonly writeBuffer: readonly Packet[];
  readonly readyState: 'opening' | 'open' | 'closing' | 'closed';
  readonly transport: {
    readonly socket?: { bufferedAmount: number; pause(): void; terminate(): void };
  };
  on(event: 'packet', listener: (this: Connection, packet: Packet) => void): unknown;
  traffic?: Traffic;
  behindSince?: number | undefined;
  fellBehind?: boolean;
}

const connectionOf = (socket: ParleySocket) => socket.conn as unknown as Connection;

/** How long an account whose sockets were cut off is not let in again. */
const BANISHED_MS = 10_000;
const LAST_WORDS_MS = 250;
/** Longer than heartbeats are apart: nobody is connected any more, or has been cut off. */
const FORGET_MS = 60_000;

/**
 * Cuts off who floods and who does not read (reliability rules 3.5), so that the others notice
 * nothing. What arrives is counted frame by frame, before it is parsed, and for an account as a
 * whole; unread bytes by one sweep over all sockets, since a timer for each would cost memory for
 * nothing.
 */
export function createSocketGuard(
  io: ParleyServer,
  limits: GuardLimits,
  logger: Logger,
  security: SecurityLog,
): SocketGuard {
  const banished = new Map<string, number>();
  const accounts = new Map<string, Traffic>();
  // Engine.IO's documentation lists `clients`; its types hide it.
  const { clients } = io.engine as unknown as { clients: Record<string, Connection> };

  /** One function for all connections, so that counting costs no closure. */
  function countPacket(this: Connection, { data }: Packet): void {
    const now = performance.now();
    const traffic = (this.traffic ??= new Traffic(limits, now));
    if (traffic.isCut || traffic.take(data?.length ?? 0, now)) return;
    cutFlooder(traffic);
    // Where it has not signed in, no socket was found for it.
    if (this.readyState === 'open') terminate(this);
  }

  function cutFlooder(traffic: Traffic): void {
    traffic.isCut = true;
    const { userId } = traffic;
    const found = [...io.of('/').sockets.values()].filter(
      (socket) => connectionOf(socket).traffic === traffic,
    );
    const address = found[0]?.data.address ?? '';
    security.note('flood cut off', { userId, address, sockets: found.length });
    if (userId !== undefined) {
      banished.set(userId, performance.now() + BANISHED_MS);
      accounts.delete(userId);
    }
    for (const socket of found) {
      const connection = connectionOf(socket);
      // What is on its way is not even read.
      connection.transport.socket?.pause();
      socket.disconnect(true);
      // Time for the last answers; the closing handshake would wait for a consent that never comes.
      setTimeout(terminate, LAST_WORDS_MS, connection).unref();
    }
  }

  function sweep(): void {
    const now = performance.now();
    for (const [userId, until] of banished) if (until <= now) banished.delete(userId);
    for (const [userId, { usedAt }] of accounts) {
      if (now - usedAt > FORGET_MS) accounts.delete(userId);
    }
    for (const connection of Object.values(clients)) checkReader(connection, now);
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

  io.engine.on('connection', (connection: Connection) => connection.on('packet', countPacket));
  const timer = setInterval(sweep, limits.sweepMs);

  return {
    take(socket, rate) {
      const state = socket.data;
      const now = performance.now();
      const bucket = (state.buckets[rate] ??= new TokenBucket(limits.rates[rate], now));
      if (bucket.take(now)) return;
      const { traffic } = connectionOf(socket);
      if (traffic?.strike(now) === false && !traffic.isCut) cutFlooder(traffic);
      throw new AppError('RATE_LIMITED', {
        retryAfter: Math.ceil(1 / limits.rates[rate].perSecond),
      });
    },
    noteWrong(socket) {
      const { traffic } = connectionOf(socket);
      if (traffic?.strikeWrong(performance.now()) === false && !traffic.isCut) cutFlooder(traffic);
    },
    welcome(socket, userId) {
      const now = performance.now();
      const left = (banished.get(userId) ?? 0) - now;
      if (left > 0) throw new AppError('RATE_LIMITED', { retryAfter: Math.ceil(left / 1000) });
      const traffic = accounts.get(userId) ?? new Traffic(limits, now, userId);
      accounts.set(userId, traffic);
      connectionOf(socket).traffic = traffic;
    },
    fellBehind: (socket) => connectionOf(socket).fellBehind === true,
    stop: () => clearInterval(timer),
  };
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

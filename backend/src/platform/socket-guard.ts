import type { RateClass } from '@parley/shared/socket-contract';
import { AppError } from './errors';
import type { Logger } from './logger';
import type { SecurityLog } from './security-log';
import type { ParleyServer, ParleySocket } from './socket';
import { TokenBucket, type BucketRate } from './token-bucket';
import { InboundMeter, type TrafficLimits } from './inbound-meter';

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
  meter?: InboundMeter;
  behindSince?: number | undefined;
  fellBehind?: boolean;
}

const connectionOf = (socket: ParleySocket) => socket.conn as unknown as Connection;

/** How long an account whose sockets were cut off is not let in again. */
const BAN_MS = 10_000;
const CLOSE_GRACE_MS = 250;
/** Longer than heartbeats are apart: nobody is connected any more, or has been cut off. */
const FORGET_MS = 60_000;

/**
 * Cuts off who floods and who does not read (docs/faults.md, R01), so that the others notice
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
  const bannedUntil = new Map<string, number>();
  const accounts = new Map<string, InboundMeter>();
  // Engine.IO's documentation lists `clients`; its types hide it.
  const { clients } = io.engine as unknown as { clients: Record<string, Connection> };

  /** One function for all connections, so that counting costs no closure. */
  function countPacket(this: Connection, { data }: Packet): void {
    const now = performance.now();
    const meter = (this.meter ??= new InboundMeter(limits, now));
    if (meter.isCut || meter.take(data?.length ?? 0, now)) return;
    cutFlooder(meter);
    // Where it has not signed in, no socket was found for it.
    if (this.readyState === 'open') terminate(this);
  }

  function cutFlooder(meter: InboundMeter): void {
    meter.isCut = true;
    const { userId } = meter;
    const found = [...io.of('/').sockets.values()].filter(
      (socket) => connectionOf(socket).meter === meter,
    );
    const address = found[0]?.data.address ?? '';
    security.note('flood cut off', { userId, address, sockets: found.length });
    if (userId !== undefined) {
      bannedUntil.set(userId, performance.now() + BAN_MS);
      accounts.delete(userId);
    }
    for (const socket of found) {
      const connection = connectionOf(socket);
      // What is on its way is not even read.
      connection.transport.socket?.pause();
      socket.disconnect(true);
      // Time for the last answers; the closing handshake would wait for a consent that never comes.
      setTimeout(terminate, CLOSE_GRACE_MS, connection).unref();
    }
  }

  function sweep(): void {
    const now = performance.now();
    for (const [userId, until] of bannedUntil) if (until <= now) bannedUntil.delete(userId);
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
      const { meter } = connectionOf(socket);
      if (meter?.violation(now) === false && !meter.isCut) cutFlooder(meter);
      throw new AppError('RATE_LIMITED', {
        retryAfter: Math.ceil(1 / limits.rates[rate].perSecond),
      });
    },
    noteWrong(socket) {
      const { meter } = connectionOf(socket);
      if (meter?.malformed(performance.now()) === false && !meter.isCut) cutFlooder(meter);
    },
    welcome(socket, userId) {
      const now = performance.now();
      const left = (bannedUntil.get(userId) ?? 0) - now;
      if (left > 0) throw new AppError('RATE_LIMITED', { retryAfter: Math.ceil(left / 1000) });
      const meter = accounts.get(userId) ?? new InboundMeter(limits, now, userId);
      accounts.set(userId, meter);
      connectionOf(socket).meter = meter;
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

import type { RateClass } from '@parley/shared/socket-contract';
import { AppError } from './errors';
import { InboundMeter, type TrafficLimits } from './inbound-meter';
import type { Logger } from './logger';
import type { Metrics } from './metrics';
import type { ParleyServer, ParleySocket } from './parley-socket';
import type { SecurityLog } from './security-log';
import { takeTokens, type BucketRate } from './token-bucket';

/** The limits of what one user may send, and of what one socket may send and leave unread. */
export interface GuardLimits extends TrafficLimits {
  readonly socketsPerUser: number;
  /** Commands of one socket by rate class; unknown commands count as well. */
  readonly rates: Record<RateClass, BucketRate>;
  /** A socket may have more than this unread, in packets or bytes, for at most `slowMs`. */
  readonly waitingPackets: number;
  readonly waitingBytes: number;
  readonly slowMs: number;
  /** How often unread packets are checked. */
  readonly sweepMs: number;
}

export interface SocketGuard {
  /**
   * Counts the frames of a socket that is about to connect with those of its user.
   * @throws {AppError} RATE_LIMITED for a banned user, or one with too many sockets
   */
  admit(socket: ParleySocket, userId: string): void;
  connected(socket: ParleySocket): void;
  disconnected(socket: ParleySocket): void;
  /**
   * Counts a command. A user who goes on in spite of refusals is cut off.
   * @throws {AppError} RATE_LIMITED
   */
  take(socket: ParleySocket, rate: RateClass): void;
  /** Counts a command that did not parse. A user who sends many is cut off. */
  noteWrong(socket: ParleySocket): void;
  /** Whether the guard cut the socket off as a slow consumer. */
  fellBehind(socket: ParleySocket): boolean;
  stop(): void;
}

interface Packet {
  readonly data?: string | Uint8Array;
}

/** The part of an Engine.IO connection that the guard uses, and what the guard notes on it. */
interface GuardedConnection {
  readonly writeBuffer: readonly Packet[];
  readonly readyState: 'opening' | 'open' | 'closing' | 'closed';
  readonly transport: {
    readonly socket?: { bufferedAmount: number; pause(): void; terminate(): void };
  };
  on(event: 'packet', listener: (this: GuardedConnection, packet: Packet) => void): unknown;
  meter?: InboundMeter;
  behindSince?: number | undefined;
  fellBehind?: boolean;
}

const connectionOf = (socket: ParleySocket) => socket.conn as unknown as GuardedConnection;

/** How long a user who was cut off cannot connect. */
const BAN_MS = 10_000;
const CLOSE_GRACE_MS = 250;
/** How long the meter of a user without sockets is kept. */
const FORGET_MS = 60_000;

/**
 * Cuts off clients that flood the server and clients that do not read (docs/faults.md, R01), so
 * that other clients do not notice them. It counts inbound frames before they are parsed, for all
 * sockets of a user together, and checks unread packets in one sweep over all sockets: a timer for
 * each would cost memory.
 */
export function createSocketGuard(
  io: ParleyServer,
  limits: GuardLimits,
  {
    logger,
    security,
    metrics,
  }: { logger: Logger; security: SecurityLog; metrics: Pick<Metrics, 'refused'> },
): SocketGuard {
  const bannedUntil = new Map<string, number>();
  const meters = new Map<string, InboundMeter>();
  // Documented by Engine.IO but missing in its types.
  const { clients } = io.engine as unknown as { clients: Record<string, GuardedConnection> };

  /** Shared by all connections; a closure for each would cost memory. */
  function countPacket(this: GuardedConnection, { data }: Packet): void {
    const now = performance.now();
    const meter = (this.meter ??= new InboundMeter(limits, now));
    if (meter.isCut || meter.take(data?.length ?? 0, now)) return;
    cutOff(meter);
    // A connection that has not signed in has no socket that `cutOff` could close.
    if (this.readyState === 'open') terminate(this);
  }

  function cutOff(meter: InboundMeter): void {
    meter.isCut = true;
    const { userId } = meter;
    const sockets = [...io.of('/').sockets.values()].filter(
      (socket) => connectionOf(socket).meter === meter,
    );
    const address = sockets[0]?.data.address ?? '';
    metrics.refused('flood');
    security.note('flood cut off', { userId, address, sockets: sockets.length });
    if (userId !== undefined) {
      bannedUntil.set(userId, performance.now() + BAN_MS);
      meters.delete(userId);
    }
    for (const socket of sockets) {
      const connection = connectionOf(socket);
      // The server does not read what has arrived already.
      connection.transport.socket?.pause();
      socket.disconnect(true);
      // Leaves time to send the last acks. The closing handshake cannot succeed, as we do not read.
      setTimeout(terminate, CLOSE_GRACE_MS, connection).unref();
    }
  }

  function sweep(): void {
    const now = performance.now();
    for (const [userId, until] of bannedUntil) if (until <= now) bannedUntil.delete(userId);
    for (const [userId, meter] of meters) if (meter.isIdle(now, FORGET_MS)) meters.delete(userId);
    for (const connection of Object.values(clients)) checkReader(connection, now);
  }

  function checkReader(connection: GuardedConnection, now: number): void {
    if (!isBehind(connection, limits)) {
      // A connection that always keeps up never gets the property, which saves memory.
      if (connection.behindSince !== undefined) connection.behindSince = undefined;
      return;
    }
    connection.behindSince ??= now;
    if (now - connection.behindSince <= limits.slowMs) return;
    connection.fellBehind = true;
    metrics.refused('unread');
    logger.warn('cut off a slow consumer');
    terminate(connection);
  }

  io.engine.on('connection', (connection: GuardedConnection) =>
    connection.on('packet', countPacket),
  );
  const timer = setInterval(sweep, limits.sweepMs);

  return {
    admit(socket, userId) {
      const now = performance.now();
      const left = (bannedUntil.get(userId) ?? 0) - now;
      if (left > 0) {
        metrics.refused('ban');
        throw new AppError('RATE_LIMITED', { retryAfter: Math.ceil(left / 1000) });
      }
      const meter = meters.get(userId) ?? new InboundMeter(limits, now, userId);
      if (meter.sockets >= limits.socketsPerUser) {
        metrics.refused('sockets');
        throw new AppError('RATE_LIMITED', {
          message: 'This account has too many open windows.',
          retryAfter: 10,
        });
      }
      meters.set(userId, meter);
      connectionOf(socket).meter = meter;
    },
    connected(socket) {
      const { meter } = connectionOf(socket);
      if (meter !== undefined) meter.sockets += 1;
    },
    disconnected(socket) {
      const { meter } = connectionOf(socket);
      if (meter !== undefined) meter.sockets -= 1;
    },
    take(socket, rate) {
      const now = performance.now();
      const { fullAt } = socket.data;
      const next = takeTokens(limits.rates[rate], fullAt[rate] ?? now, now);
      if (next !== null) {
        fullAt[rate] = next;
        return;
      }
      const { meter } = connectionOf(socket);
      if (meter?.violation(now) === false && !meter.isCut) cutOff(meter);
      metrics.refused(`commands:${rate}`);
      const retryAfter = Math.ceil(1 / limits.rates[rate].perSecond);
      throw new AppError('RATE_LIMITED', { retryAfter });
    },
    noteWrong(socket) {
      const { meter } = connectionOf(socket);
      if (meter?.malformed(performance.now()) === false && !meter.isCut) cutOff(meter);
    },
    fellBehind: (socket) => connectionOf(socket).fellBehind === true,
    stop: () => clearInterval(timer),
  };
}

function isBehind({ writeBuffer, transport }: GuardedConnection, limits: GuardLimits): boolean {
  if (writeBuffer.length > limits.waitingPackets) return true;
  let bytes = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) bytes += data?.length ?? 0;
  return bytes > limits.waitingBytes;
}

function terminate(connection: GuardedConnection): void {
  connection.transport.socket?.terminate();
}

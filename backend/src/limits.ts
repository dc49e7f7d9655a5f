import type { RateClass } from '@parley/shared/socket-contract';
import { createLimiter } from './platform/rate-limit';
import type { GuardLimits } from './platform/socket-guard';
import type { BucketRate } from './platform/token-bucket';
import type { TrafficLimits } from './platform/traffic';

/** A mesh join bursts; people type and click slowly (reliability rules 3.5). */
const SOCKET_RATES: Record<RateClass, BucketRate> = {
  signal: { perSecond: 60, burst: 200 },
  chat: { perSecond: 5, burst: 20 },
  state: { perSecond: 5, burst: 30 },
  join: { perSecond: 1, burst: 20 },
};

/**
 * Of one account: more frames than all classes together allow one socket, and more bytes than many
 * joins with offers for a full room (64 kB each), or the largest signals at their full rate, have.
 */
const TRAFFIC: Pick<TrafficLimits, 'frames' | 'bytes'> = {
  frames: { perSecond: 500, burst: 1_000 },
  bytes: { perSecond: 2_000_000, burst: 2_000_000 },
};
const WRONG_COMMANDS = 10;

/** More unread than any pause of a network leaves. */
const READER_LIMITS = {
  waitingPackets: 200,
  waitingBytes: 1_000_000,
  slowMs: 10_000,
  sweepMs: 1_000,
};

export type Limits = ReturnType<typeof createLimits>;

/** All limits of the service in one place; `factor` widens them together. */
export function createLimits(factor: number) {
  const widen = ({ perSecond, burst }: BucketRate): BucketRate => ({
    perSecond: perSecond * factor,
    burst: burst * factor,
  });
  const limiter = (points: number, seconds: number) => createLimiter({ points, seconds }, factor);
  return {
    requests: limiter(1_200, 60),
    registrations: limiter(30, 600),
    loginsByAddress: limiter(60, 300),
    loginsByAccount: limiter(10, 300),
    wrongCodes: limiter(10, 60),
    handshakes: limiter(120, 60),
    /** WebSockets opened from an address, whether or not anybody signs in on them. */
    upgrades: limiter(600, 60),
    sockets: {
      ...READER_LIMITS,
      frames: widen(TRAFFIC.frames),
      bytes: widen(TRAFFIC.bytes),
      wrongCommands: WRONG_COMMANDS * factor,
      rates: Object.fromEntries(
        Object.entries(SOCKET_RATES).map(([name, rate]) => [name, widen(rate)]),
      ) as Record<RateClass, BucketRate>,
    } satisfies GuardLimits,
    socketsPerUser: Math.round(20 * factor),
  };
}

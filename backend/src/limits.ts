import type { LimitScope } from '@parley/shared/errors';
import type { RateClass } from '@parley/shared/socket-contract';
import { AppError } from './platform/errors';
import { createGuessLimiter, type GuessLimiter } from './platform/guess-limiter';
import { createLimiter, type Limiter } from './platform/rate-limit';
import type { GuardLimits } from './platform/socket-guard';
import type { BucketRate } from './platform/token-bucket';
import type { TrafficLimits } from './platform/inbound-meter';

/** Joining a mesh sends many signals at once; people type and click slowly. */
const SOCKET_RATES: Record<RateClass, BucketRate> = {
  signal: { perSecond: 60, burst: 200 },
  chat: { perSecond: 5, burst: 20 },
  state: { perSecond: 5, burst: 30 },
  join: { perSecond: 1, burst: 20 },
};

/**
 * For all sockets of one user: more frames than all rate classes allow one socket, and more bytes than
 * many joins with offers for a full room (64 kB each) or the largest signals at their full rate.
 */
const TRAFFIC: Pick<TrafficLimits, 'frames' | 'bytes'> = {
  frames: { perSecond: 500, burst: 1_000 },
  bytes: { perSecond: 2_000_000, burst: 2_000_000 },
};
const WRONG_COMMANDS = 10;

/** More unread packets than any interruption of a network causes. */
const READER_LIMITS = {
  waitingPackets: 200,
  waitingBytes: 1_000_000,
  slowMs: 10_000,
  sweepMs: 1_000,
};

export type Limits = ReturnType<typeof createLimits>;

/**
 * Wrong passwords slow down further ones, and lock nobody out (docs/decisions/051). An attacker gets
 * about 10 guesses an hour for an account from one address, and about 80 from many.
 */
function createPasswordLimits(factor: number, monotonic?: () => number) {
  const guesses = (
    scope: LimitScope,
    free: number,
    { firstSeconds = 1, longestSeconds }: { firstSeconds?: number; longestSeconds: number },
  ) =>
    createGuessLimiter(
      { free, firstSeconds, longestSeconds, forgetSeconds: 3_600, scope },
      factor,
      monotonic,
    );
  return {
    passwordsByDevice: guesses('account', 5, { longestSeconds: 900 }),
    passwordsByPair: guesses('account', 5, { longestSeconds: 900 }),
    passwordsByAccount: guesses('account', 20, { longestSeconds: 60 }),
    passwordsByAddress: guesses('address', 60, { longestSeconds: 60 }),
  };
}

/**
 * Creates all rate limits of the server.
 * @param factor RATE_LIMIT_FACTOR, which multiplies each
 * @param monotonic the clock of the delays after wrong passwords, in milliseconds
 * @param onRefused called with the name of the limit for each refusal; those of sockets do not count
 */
export function createLimits(
  factor: number,
  monotonic?: () => number,
  onRefused: (limit: string) => void = () => undefined,
) {
  const widen = ({ perSecond, burst }: BucketRate): BucketRate => ({
    perSecond: perSecond * factor,
    burst: burst * factor,
  });
  const byAddress = (points: number, seconds: number) =>
    createLimiter({ points, seconds, scope: 'address' }, factor);
  const byAccount = (points: number, seconds: number) =>
    createLimiter({ points, seconds, scope: 'account' }, factor);
  const limits = {
    /** Requests of one API key; its account has a limit of its own. */
    apiKeyRequests: createLimiter({ points: 600, seconds: 60, scope: 'key' }, factor),
    // Many users may share one address, as in a school. Correct requests count by user, or by
    // address with a wide limit. Only failures have narrow limits by address.
    requests: byAccount(1_200, 60),
    requestsByAddress: byAddress(12_000, 60),
    anonymousRequests: byAddress(1_200, 60),
    registrations: byAddress(200, 3_600),
    takenEmails: byAddress(30, 600),
    ...createPasswordLimits(factor, monotonic),
    // Password resets; a recipient gets no more, and nobody learns that.
    mailRequests: byAddress(60, 3_600),
    mailsByAccount: byAccount(10, 3_600),
    mailsByRecipient: byAccount(6, 3_600),
    /** All sign-ins to an account from one address, including right ones and those that get BUSY. */
    logins: byAccount(30, 300),
    /** Wrong codes and proofs of a second factor. At 480 a day, a code is guessed in years. */
    wrongFactors: byAccount(5, 900),
    wrongCodes: byAccount(10, 60),
    /** Wrong codes of visitors who are not signed in. */
    wrongCodesByAddress: byAddress(30, 60),
    /** New guests; a school may have one address. */
    guests: byAddress(200, 3_600),
    // A room password is short, and the person who gives it types it by hand.
    wrongRoomPasswords: byAccount(8, 600),
    wrongRoomPasswordsByAddress: byAddress(60, 600),
    unknownEmails: byAccount(20, 600),
    // More rooms than a user creates or deletes by hand, and a class behind one address.
    roomChangesByAccount: byAccount(60, 600),
    roomChangesByAddress: byAddress(300, 600),
    // Each search may read a thousand meetings.
    searches: byAccount(10, 5),
    // Each rename is published to all meetings of the user.
    renames: byAccount(20, 600),
    // More marks, notes and retractions than a user makes by hand.
    recordChanges: byAccount(240, 60),
    // An export may read the whole chat of an account.
    exports: byAccount(10, 3_600),
    /** Exports of records and attendance lists, each of which may read a whole conversation. */
    recordExports: byAccount(300, 3_600),
    /** Calendar programs ask every few minutes at most; several may use one feed. */
    calendarReads: byAccount(120, 3_600),
    webhookChanges: byAccount(60, 600),
    /** Tests of webhooks and deliveries that are sent again, each one request or more. */
    webhookSends: byAccount(30, 60),
    /** Knocks that one account's webhooks hear of; anybody with the link can knock. */
    heardKnocks: byAccount(60, 600),
    handshakes: byAccount(120, 60),
    refusedHandshakes: byAddress(120, 60),
    /** WebSockets opened from an address, with or without signing in. */
    upgrades: byAddress(600, 60),
    /** LiveKit's webhooks, which all come from its address. */
    sfuReports: byAddress(3_000, 60),
  };
  return {
    ...reportRefusals(limits, onRefused),
    sockets: {
      ...READER_LIMITS,
      socketsPerUser: Math.round(20 * factor),
      frames: widen(TRAFFIC.frames),
      bytes: widen(TRAFFIC.bytes),
      wrongCommands: WRONG_COMMANDS * factor,
      rates: Object.fromEntries(
        Object.entries(SOCKET_RATES).map(([name, rate]) => [name, widen(rate)]),
      ) as Record<RateClass, BucketRate>,
    } satisfies GuardLimits,
  };
}

/**
 * Calls `onRefused` with the name of a limiter that refuses. Where one guess counts for several
 * limits, the one that refuses reports it.
 */
function reportRefusals<L extends Record<string, GuessLimiter | Limiter>>(
  limits: L,
  onRefused: (limit: string) => void,
): L {
  const reported = new WeakSet<AppError>();
  const report = (name: string, thrown: unknown): never => {
    if (thrown instanceof AppError && thrown.code === 'RATE_LIMITED' && !reported.has(thrown)) {
      reported.add(thrown);
      onRefused(name);
    }
    throw thrown;
  };
  const reporting = <T extends GuessLimiter | Limiter>(name: string, limiter: T): T => ({
    ...limiter,
    attempt: (key: string, run: () => Promise<unknown>) =>
      limiter.attempt(key, run).catch((thrown: unknown) => report(name, thrown)),
    ...('consume' in limiter && {
      consume(key: string) {
        try {
          limiter.consume(key);
        } catch (thrown) {
          report(name, thrown);
        }
      },
    }),
  });
  return Object.fromEntries(
    Object.entries(limits).map(([name, limiter]) => [name, reporting(name, limiter)]),
  ) as L;
}

import { failed, passed, skipped, warning } from './finding.mjs';
import { ask, describeNetworkError } from './web-client.mjs';

const NAME = 'Clock';
const WARN_MS = 5_000;
/** More than that, and credentials for TURN, which are good for ten minutes, begin to fail. */
const FAIL_MS = 120_000;
/** A `Date` header is cut to seconds. */
const RESOLUTION_MS = 1_000;

/**
 * Compares clocks: that of the server and, where it can be asked, that of the database with the one
 * of this machine. No time server is asked: two that agree are seldom both wrong.
 * @param {import('./target.mjs').Target} target
 * @param {number | undefined} databaseSkewMs
 * @returns {Promise<import('./finding.mjs').Finding>}
 */
export async function checkClock({ origin }, databaseSkewMs) {
  try {
    const { headers, askedAt, answeredAt } = await ask(`${origin}/api/health/live`);
    return judgeClock(skewOf(headers.date, askedAt, answeredAt), databaseSkewMs);
  } catch (error) {
    return skipped(NAME, `the server ${describeNetworkError(error)}`);
  }
}

/**
 * @param {string | undefined} date as in a `Date` header
 * @param {number} askedAt milliseconds since the epoch
 * @param {number} answeredAt
 * @returns {number | undefined} milliseconds that the server's clock is ahead for certain; 0 where
 *   both may agree
 */
export function skewOf(date, askedAt, answeredAt) {
  const at = Date.parse(date ?? '');
  if (Number.isNaN(at)) return undefined;
  if (at > answeredAt) return at - answeredAt;
  return Math.min(0, at + RESOLUTION_MS - askedAt);
}

/**
 * @param {number | undefined} server skew in milliseconds
 * @param {number | undefined} database
 * @returns {import('./finding.mjs').Finding}
 */
export function judgeClock(server, database) {
  const known = [
    { whose: 'the server', skew: server },
    { whose: 'the database', skew: database },
  ].flatMap(({ whose, skew }) => (skew === undefined ? [] : [{ whose, skew }]));
  const worst = known.sort((a, b) => Math.abs(b.skew) - Math.abs(a.skew))[0];
  if (worst === undefined) return skipped(NAME, 'the server tells no time');
  const { whose, skew } = worst;
  if (Math.abs(skew) <= WARN_MS) {
    return passed(NAME, `${known.map((one) => one.whose).join(' and ')} and this machine agree`);
  }
  const detail = `that of ${whose} is ${duration(skew)} ${skew > 0 ? 'ahead of' : 'behind'} this machine’s`;
  const remedy = 'Switch on time synchronization on both machines (`timedatectl set-ntp true`).';
  return Math.abs(skew) > FAIL_MS ? failed(NAME, detail, remedy) : warning(NAME, detail, remedy);
}

/** @param {number} ms */
function duration(ms) {
  const seconds = Math.round(Math.abs(ms) / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

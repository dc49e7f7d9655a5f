import { failed, passed, skipped, warning } from './finding.mjs';
import { run } from '../processes.mjs';
import { isLoopbackHost } from './target.mjs';
import { ask, describeNetworkError } from './web-client.mjs';

const NAME = 'Clock';
const WARN_MS = 5_000;
/** Beyond this skew, TURN credentials, which are valid for ten minutes, begin to fail. */
const FAIL_MS = 120_000;
/** A `Date` header is truncated to seconds. */
const RESOLUTION_MS = 1_000;

/**
 * The clock of a server, compared with that of this machine.
 * @typedef {object} Clock
 * @property {string} whose
 * @property {number} skew milliseconds by which it is ahead
 * @property {boolean} isHere whether it is the clock of this machine, so that agreement proves nothing
 */

/**
 * Compares the clocks of the server and of the database with that of this machine, and asks this
 * machine whether it is synchronized. It asks no time server, because two machines that agree are
 * rarely both wrong.
 * @param {import('./target.mjs').Target} target
 * @param {number | undefined} databaseSkewMs
 * @param {() => Promise<boolean | undefined>} [askSynchronized]
 * @returns {Promise<import('./finding.mjs').Finding>}
 */
export async function checkClock(
  { origin, env },
  databaseSkewMs,
  askSynchronized = isSynchronized,
) {
  try {
    const { headers, askedAt, answeredAt } = await ask(`${origin}/api/health/live`);
    const server = skewOf(headers.date, askedAt, answeredAt);
    return judgeClock(
      [
        ...clock('the server', server, env !== undefined),
        ...clock('the database', databaseSkewMs, isOnThisMachine(env?.MONGODB_URI)),
      ],
      await askSynchronized(),
    );
  } catch (error) {
    return skipped(NAME, `the server ${describeNetworkError(error)}`);
  }
}

/**
 * @param {string} whose
 * @param {number | undefined} skew
 * @param {boolean} isHere
 * @returns {Clock[]} empty if the clock could not be read
 */
const clock = (whose, skew, isHere) => (skew === undefined ? [] : [{ whose, skew, isHere }]);

/**
 * @param {string | undefined} uri of MongoDB
 * @returns {boolean} whether the URI names this machine
 */
export function isOnThisMachine(uri) {
  const hosts = /^mongodb:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri ?? '')?.[1]?.split(',') ?? [];
  return hosts.some((host) => isLoopbackHost(host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')));
}

/**
 * @returns {Promise<boolean | undefined>} whether this machine's clock is synchronized; undefined if
 *   the system cannot tell
 */
async function isSynchronized() {
  const { code, output } = await run('timedatectl', ['show', '-p', 'NTPSynchronized', '--value']);
  const answer = /^(yes|no)$/m.exec(output)?.[1];
  return code === 0 && answer !== undefined ? answer === 'yes' : undefined;
}

/**
 * @param {string | undefined} date value of a `Date` header
 * @param {number} askedAt milliseconds since the epoch
 * @param {number} answeredAt
 * @returns {number | undefined} milliseconds by which the server's clock is certainly ahead; 0 if
 *   both may agree; undefined without a valid header
 */
export function skewOf(date, askedAt, answeredAt) {
  const at = Date.parse(date ?? '');
  if (Number.isNaN(at)) return undefined;
  if (at > answeredAt) return at - answeredAt;
  return Math.min(0, at + RESOLUTION_MS - askedAt);
}

/**
 * @param {Clock[]} clocks
 * @param {boolean | undefined} synchronized whether this machine's clock is; undefined if unknown
 * @returns {import('./finding.mjs').Finding}
 */
export function judgeClock(clocks, synchronized) {
  const worst = clocks.toSorted((a, b) => Math.abs(b.skew) - Math.abs(a.skew))[0];
  if (worst !== undefined && Math.abs(worst.skew) > WARN_MS) return describeSkew(worst);
  if (synchronized === false) {
    return warning(
      NAME,
      'this machine’s clock is not synchronized with any time server',
      'Switch on time synchronization (`timedatectl set-ntp true`).',
    );
  }
  const compared = clocks.filter(({ isHere }) => !isHere).map(({ whose }) => whose);
  if (compared.length > 0) return passed(NAME, `${compared.join(' and ')} and this machine agree`);
  if (synchronized === true) return passed(NAME, 'this machine’s clock is synchronized');
  return clocks.length === 0
    ? skipped(NAME, 'the server sends no time')
    : skipped(
        NAME,
        'nothing was compared: everything runs on this machine, which cannot tell whether its clock is synchronized; run the doctor with the address on another machine',
      );
}

/** @param {Clock} clock */
function describeSkew({ whose, skew }) {
  const detail = `the clock of ${whose} is ${duration(skew)} ${skew > 0 ? 'ahead of' : 'behind'} this machine’s`;
  const remedy = 'Switch on time synchronization on both machines (`timedatectl set-ntp true`).';
  return Math.abs(skew) > FAIL_MS ? failed(NAME, detail, remedy) : warning(NAME, detail, remedy);
}

/** @param {number} ms */
function duration(ms) {
  const seconds = Math.round(Math.abs(ms) / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

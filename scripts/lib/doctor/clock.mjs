import { failed, passed, skipped, warning } from './finding.mjs';
import { run } from '../processes.mjs';
import { isLoopbackHost } from './target.mjs';
import { ask, describeNetworkError } from './web-client.mjs';

const NAME = 'Clock';
const WARN_MS = 5_000;
/** More than that, and credentials for TURN, which are good for ten minutes, begin to fail. */
const FAIL_MS = 120_000;
/** A `Date` header is cut to seconds. */
const RESOLUTION_MS = 1_000;

/**
 * A clock beside that of this machine.
 * @typedef {object} Clock
 * @property {string} whose
 * @property {number} skew milliseconds that it is ahead
 * @property {boolean} isHere whether it is that of this machine, so that agreeing says nothing
 */

/**
 * Compares the clocks of the server and of the database with the one of this machine, and asks this
 * machine whether it is synchronized. No time server is asked: two machines that agree are seldom
 * both wrong.
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
 * @returns {Clock[]} none where it could not be read
 */
const clock = (whose, skew, isHere) => (skew === undefined ? [] : [{ whose, skew, isHere }]);

/**
 * @param {string | undefined} uri of MongoDB
 * @returns {boolean}
 */
export function isOnThisMachine(uri) {
  const hosts = /^mongodb:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri ?? '')?.[1]?.split(',') ?? [];
  return hosts.some((host) => isLoopbackHost(host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')));
}

/**
 * @returns {Promise<boolean | undefined>} whether a time server keeps this machine's clock right;
 *   undefined where the system does not say
 */
async function isSynchronized() {
  const { code, output } = await run('timedatectl', ['show', '-p', 'NTPSynchronized', '--value']);
  const said = /^(yes|no)$/m.exec(output)?.[1];
  return code === 0 && said !== undefined ? said === 'yes' : undefined;
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
 * @param {Clock[]} clocks
 * @param {boolean | undefined} synchronized whether this machine's is, as far as it says
 * @returns {import('./finding.mjs').Finding}
 */
export function judgeClock(clocks, synchronized) {
  const worst = clocks.toSorted((a, b) => Math.abs(b.skew) - Math.abs(a.skew))[0];
  if (worst !== undefined && Math.abs(worst.skew) > WARN_MS) return tellSkew(worst);
  if (synchronized === false) {
    return warning(
      NAME,
      'this machine’s is not synchronized with any time server',
      'Switch on time synchronization (`timedatectl set-ntp true`).',
    );
  }
  const compared = clocks.filter(({ isHere }) => !isHere).map(({ whose }) => whose);
  if (compared.length > 0) return passed(NAME, `${compared.join(' and ')} and this machine agree`);
  if (synchronized === true) return passed(NAME, 'this machine’s is synchronized');
  return clocks.length === 0
    ? skipped(NAME, 'the server tells no time')
    : skipped(
        NAME,
        'nothing was compared, as all runs on this machine, which does not say whether its own is synchronized; give the address on another machine',
      );
}

/** @param {Clock} clock */
function tellSkew({ whose, skew }) {
  const detail = `that of ${whose} is ${duration(skew)} ${skew > 0 ? 'ahead of' : 'behind'} this machine’s`;
  const remedy = 'Switch on time synchronization on both machines (`timedatectl set-ntp true`).';
  return Math.abs(skew) > FAIL_MS ? failed(NAME, detail, remedy) : warning(NAME, detail, remedy);
}

/** @param {number} ms */
function duration(ms) {
  const seconds = Math.round(Math.abs(ms) / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

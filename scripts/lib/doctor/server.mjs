import { failed, passed } from './finding.mjs';
import { ask, describeNetworkError } from './web-client.mjs';

const NAME = 'Server';
const READY = '/api/health/ready';

/**
 * Checks that Parley answers and reports that it is ready.
 * @param {import('./target.mjs').Target} target
 * @returns {Promise<import('./finding.mjs').Finding & { isThere: boolean }>} `isThere`: whether further
 *   checks make sense
 */
export async function checkServer({ origin, direct, env }) {
  const host = new URL(origin).host;
  try {
    const { status, body } = await ask(origin + READY);
    return {
      ...judge(status, body, host, sharedLimits(env)),
      isThere: status === 200 || isParley(body),
    };
  } catch (error) {
    const detail = `${host} ${describeNetworkError(error)}`;
    return { ...failed(NAME, detail, await remedyFor(direct)), isThere: false };
  }
}

/**
 * @param {string | undefined} direct
 * @returns {Promise<string>}
 */
async function remedyFor(direct) {
  if (direct === undefined)
    return 'Start Parley there (`npm start`), and open its port in the firewall.';
  const isUp = await ask(direct + READY).then(
    ({ status, body }) => status === 200 || isParley(body),
    () => false,
  );
  return isUp
    ? `Parley itself answers at ${direct}: start the reverse proxy, and check the DNS and the firewall.`
    : `Nothing answers at ${direct} either: start Parley (\`npm start\`).`;
}

/**
 * The limits that all users behind one address share; a school or company may need higher ones.
 * @param {NodeJS.ProcessEnv | undefined} env
 * @returns {string}
 */
export function sharedLimits(env) {
  const factor = Number(env?.RATE_LIMIT_FACTOR || 1);
  if (env === undefined || Number.isNaN(factor)) return '';
  const accounts = Math.round(200 * factor);
  const passwords = Math.round(100 * factor);
  return `; one address may create ${accounts} accounts an hour and enter ${passwords} wrong passwords in five minutes (RATE_LIMIT_FACTOR raises this for a school or company)`;
}

/**
 * @param {number} status
 * @param {string} body
 * @param {string} host
 * @param {string} limits
 */
function judge(status, body, host, limits) {
  if (status === 200 && isReady(body)) return passed(NAME, `${host} is ready${limits}`);
  if (status === 503 && isParley(body)) {
    return failed(
      NAME,
      'Parley runs, but is not ready',
      'Check its database, which it cannot reach, or wait until it has restarted.',
    );
  }
  if (status === 502 || status === 503 || status === 504) {
    return failed(
      NAME,
      `the proxy answers ${status}`,
      'Start Parley, and point the proxy to its HOST and PORT.',
    );
  }
  return failed(
    NAME,
    `${host} answers, but not like Parley (${status})`,
    'Let the proxy pass every path of this host to Parley unchanged.',
  );
}

/** @param {string} body */
function parse(body) {
  try {
    return /** @type {{ status?: unknown, error?: { code?: unknown } } | null} */ (
      JSON.parse(body)
    );
  } catch {
    return null;
  }
}

/** @param {string} body */
const isReady = (body) => parse(body)?.status === 'ok';

/** @param {string} body @returns {boolean} whether Parley sent it */
const isParley = (body) => isReady(body) || typeof parse(body)?.error?.code === 'string';

import { failed, passed } from './finding.mjs';
import { ask, describeNetworkError } from './web-client.mjs';

const NAME = 'Server';
const READY = '/api/health/ready';

/**
 * Whether Parley answers and says that it can work.
 * @param {import('./target.mjs').Target} target
 * @returns {Promise<import('./finding.mjs').Finding & { isThere: boolean }>} `isThere`: it is worth
 *   asking it more
 */
export async function checkServer({ origin, direct }) {
  const host = new URL(origin).host;
  try {
    const { status, body } = await ask(origin + READY);
    return { ...judge(status, body, host), isThere: status === 200 || isParley(body) };
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
    return 'Start Parley there (`npm start`), and let its port through the firewall.';
  const isUp = await ask(direct + READY).then(
    ({ status, body }) => status === 200 || isParley(body),
    () => false,
  );
  return isUp
    ? `Parley itself answers at ${direct}: start the reverse proxy, and check the DNS and the firewall.`
    : `Nothing answers at ${direct} either: start Parley (\`npm start\`).`;
}

/**
 * @param {number} status
 * @param {string} body
 * @param {string} host
 */
function judge(status, body, host) {
  if (status === 200 && isReady(body)) return passed(NAME, `${host} is ready`);
  if (status === 503 && isParley(body)) {
    return failed(
      NAME,
      'Parley runs, but is not ready',
      'Look at its database, which it cannot reach, or wait until it has started again.',
    );
  }
  if (status === 502 || status === 503 || status === 504) {
    return failed(
      NAME,
      `the proxy answers ${status}`,
      'Start Parley, and let the proxy point to its HOST and PORT.',
    );
  }
  return failed(
    NAME,
    `${host} answers, but not as Parley does (${status})`,
    'Let the proxy pass every path of this name to Parley, without changing it.',
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

/** @param {string} body an error as Parley words it */
const isParley = (body) => isReady(body) || typeof parse(body)?.error?.code === 'string';

import { lookup } from 'node:dns/promises';
import { timeLimited } from '../turn/stun.mjs';
import { NoAnswer, TurnClient } from '../turn/turn-client.mjs';
import { parseTurnUrl } from '../turn/turn-url.mjs';
import { failed, passed, skipped, warning } from './finding.mjs';
import { checkRelay } from './relay.mjs';
import { describeCertificateProblems } from './secure-origin.mjs';
import { describeNetworkError } from './web-client.mjs';

/** Lifetime of the credentials that the server issues outside a room, for the check page. */
const LIFETIME_SECONDS = 120;
const DAY_SECONDS = 86_400;

/** @typedef {import('./finding.mjs').Finding} Finding */
/** @typedef {import('../turn/turn-url.mjs').TurnUrl} TurnUrl */

/**
 * Checks that each STUN server answers and that each TURN server relays with the credentials that
 * Parley issues.
 * @param {import('./target.mjs').Target} target
 * @returns {Promise<Finding[]>} one for each URL
 */
export async function checkTurnServers({ env }) {
  if (env === undefined) {
    return [skipped('TURN', 'only the server knows its secret; run the doctor there too')];
  }
  const urls = [...listOf(env.STUN_URLS), ...listOf(env.TURN_URLS)];
  const findings = await Promise.all(urls.map((url) => checkUrl(url, env)));
  if (listOf(env.TURN_URLS).length > 0) return findings;
  const remedy =
    'Run coturn with deploy/coturn/turnserver.conf, and set TURN_URLS and TURN_SECRET.';
  const detail = 'there is none: users whose networks block direct connections cannot meet';
  return [...findings, warning('TURN', detail, remedy)];
}

/** @param {string | undefined} text */
const listOf = (text) =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/**
 * @param {string} text
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Finding>}
 */
async function checkUrl(text, env) {
  const url = parseTurnUrl(text);
  if (url === undefined) {
    return failed(
      text,
      'is not the URL of a STUN or TURN server',
      'Write it like turn:turn.example.org:3478?transport=udp or turns:turn.example.org:5349.',
    );
  }
  /** @type {string} */
  let address;
  try {
    ({ address } = await lookup(url.host));
  } catch (error) {
    const remedy = `Add ${url.host} to the DNS, or correct its name in the configuration.`;
    return failed(text, `${url.host} ${describeNetworkError(error)}`, remedy);
  }
  const server = { address, port: url.port, transport: url.transport, name: url.host };
  try {
    return url.purpose === 'stun' ? await ping(text, server) : await useRelay(text, server, env);
  } catch (error) {
    return describeFailure(text, url, error);
  }
}

/**
 * @param {string} text
 * @param {import('../turn/turn-transport.mjs').TurnServer} server
 */
async function ping(text, server) {
  const client = await TurnClient.open(server);
  try {
    await client.ping();
    return passed(text, 'answers');
  } finally {
    client.close();
  }
}

/**
 * @param {string} text
 * @param {import('../turn/turn-transport.mjs').TurnServer} server
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Finding>}
 */
async function useRelay(text, server, env) {
  const credentials = credentialsAfter(LIFETIME_SECONDS, env);
  if (credentials === undefined) {
    const remedy = 'Set TURN_SECRET to the static-auth-secret of coturn.';
    return failed(text, 'there are no credentials for it', remedy);
  }
  const one = await TurnClient.open(server);
  const other = await TurnClient.open(server);
  try {
    if (one.certificateProblems.length > 0) {
      const [detail, remedy] = describeCertificateProblems(
        one.certificateProblems,
        server.name ?? '',
      );
      return failed(text, `${detail}, so browsers refuse it`, remedy);
    }
    const { code, ...first } = await one.allocate(credentials);
    if (code !== 0) return describeRefusal(text, code, await isClockAhead(server, env));
    const second = await other.allocate(credentials);
    if (second.code !== 0) return describeRefusal(text, second.code, false);
    return await checkRelay(text, { client: one, ...first }, { client: other, ...second });
  } finally {
    await Promise.allSettled([one.release(), other.release()]);
    one.close();
    other.close();
  }
}

/**
 * Makes credentials like the server (backend/src/ice/ice.service.ts), for no real user.
 * @param {number} seconds
 * @param {NodeJS.ProcessEnv} env
 */
function credentialsAfter(seconds, { TURN_SECRET, TURN_USERNAME, TURN_PASSWORD }) {
  if (TURN_SECRET)
    return timeLimited(TURN_SECRET, 'doctor', Math.floor(Date.now() / 1000) + seconds);
  return TURN_USERNAME && TURN_PASSWORD
    ? { username: TURN_USERNAME, password: TURN_PASSWORD }
    : undefined;
}

/**
 * Checks whether the relay accepts credentials with a later expiry, so that its clock must be ahead.
 * @param {import('../turn/turn-transport.mjs').TurnServer} server
 * @param {NodeJS.ProcessEnv} env
 */
async function isClockAhead(server, env) {
  const credentials = env.TURN_SECRET ? credentialsAfter(365 * DAY_SECONDS, env) : undefined;
  if (credentials === undefined) return false;
  const client = await TurnClient.open(server);
  try {
    const { code } = await client.allocate(credentials);
    if (code === 0) await client.release();
    return code === 0;
  } finally {
    client.close();
  }
}

/**
 * @param {string} text
 * @param {number} code of TURN (RFC 8656 19)
 * @param {boolean} ahead
 */
function describeRefusal(text, code, ahead) {
  if (ahead) {
    return failed(
      text,
      'treats credentials of two minutes as expired: its clock is ahead',
      'Switch on time synchronization on the machine of the relay (`timedatectl set-ntp true`).',
    );
  }
  if (code === 401 || code === 441) {
    return failed(
      text,
      'refuses the credentials that Parley issues (wrong secret)',
      'Give TURN_SECRET and coturn’s static-auth-secret the same value, with use-auth-secret on.',
    );
  }
  if (code === 486 || code === 508) {
    return failed(
      text,
      `has no room for another allocation (${code})`,
      'Raise total-quota, user-quota or the range of min-port and max-port in turnserver.conf.',
    );
  }
  return failed(text, `refuses an allocation (${code})`, 'Look into the log of the relay.');
}

/**
 * @param {string} text
 * @param {TurnUrl} url
 * @param {unknown} error
 */
function describeFailure(text, { port, transport }, error) {
  const detail = error instanceof NoAnswer ? 'does not answer' : describeNetworkError(error);
  const protocol = transport === 'udp' ? 'UDP' : 'TCP';
  const more = transport === 'tls' ? ', with its certificate (cert and pkey) configured' : '';
  return failed(
    text,
    detail,
    `Start coturn${more}, and open ${protocol} port ${port} in every firewall.`,
  );
}

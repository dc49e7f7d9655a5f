import { isIP } from 'node:net';
import { addressOf, schemeOf } from '../environment.mjs';
import { UserError } from '../log.mjs';

/**
 * What the doctor examines: the set-up of this checkout, or any running Parley.
 * @typedef {object} Target
 * @property {string} origin that users open
 * @property {string} [direct] URL of the server itself if `origin` is a proxy
 * @property {NodeJS.ProcessEnv} [env] only for the set-up of this checkout
 */

/**
 * @param {string[]} args positional ones
 * @param {NodeJS.ProcessEnv} env
 * @returns {Target}
 * @throws {UserError} if an argument is not a URL
 */
export function readTarget(args, env) {
  if (args.length > 1) throw new UserError('One address at a time, please.');
  const [given] = args;
  if (given !== undefined) return { origin: originOf(given, 'The address') };
  if (env.DOMAIN && !env.PUBLIC_URL) return composed(env.DOMAIN, env);
  const port = /^\d{1,5}$/.test(env.PORT ?? '') ? Number(env.PORT) : 3000;
  const direct = addressOf(env.HOST, port, schemeOf(env));
  if (!env.PUBLIC_URL) return { origin: direct, env };
  const origin = originOf(env.PUBLIC_URL, 'PUBLIC_URL');
  return { origin, ...(origin !== direct && { direct }), env };
}

/**
 * The set-up that docker-compose.yml derives from DOMAIN.
 * @param {string} domain
 * @param {NodeJS.ProcessEnv} env
 * @returns {Target}
 */
function composed(domain, env) {
  const relay = `turn:${domain}:3478`;
  const derived = {
    STUN_URLS: `stun:${domain}:3478`,
    TURN_URLS: `${relay}?transport=udp,${relay}?transport=tcp`,
    LIVEKIT_API_KEY: env.LIVEKIT_API_KEY || 'parley',
  };
  return { origin: originOf(`https://${domain}`, 'DOMAIN'), env: { ...env, ...derived } };
}

/**
 * @param {string} text
 * @param {string} what
 */
function originOf(text, what) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new UserError(`${what} must look like https://meet.example.org, not "${text}".`);
  }
  return url.origin;
}

/** @param {string} origin @returns {string} its host, without the brackets of IPv6 */
export const hostOf = (origin) => new URL(origin).hostname.replace(/^\[|\]$/g, '');

/** @param {string} host @returns {boolean} whether browsers trust it without HTTPS */
export const isLoopbackHost = (host) =>
  host === 'localhost' || host.endsWith('.localhost') || host === '::1' || host.startsWith('127.');

/** @param {string} host @returns {boolean} whether public authorities sign no certificates for it */
export function isLocalHost(host) {
  if (isLoopbackHost(host) || host.endsWith('.local') || host.endsWith('.internal')) return true;
  if (isIP(host) === 6) return /^f[cd]/i.test(host) || /^fe[89ab]/i.test(host);
  if (isIP(host) === 0) return !host.includes('.');
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/.test(host);
}

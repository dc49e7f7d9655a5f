import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export const LIMIT_MS = 15_000;
const MAX_BODY = 4_096;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} body its first 4 kB
 * @property {number} askedAt milliseconds since the epoch
 * @property {number} answeredAt
 */

/**
 * Sends a request without following redirects. It accepts every certificate: one check judges the
 * certificate, and the others find further faults.
 * @param {string} url
 * @param {{ method?: string, headers?: Record<string, string> }} [options]
 * @returns {Promise<Answer>}
 * @throws the error of the network
 */
export function ask(url, { method = 'GET', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const askedAt = Date.now();
    const request = start(url, { method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => (body = (body + text).slice(0, MAX_BODY)));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body,
          askedAt,
          answeredAt: Date.now(),
        }),
      );
    });
    request.once('error', reject).end();
  });
}

/**
 * Starts a request without ending it.
 * @param {string} url
 * @param {import('node:https').RequestOptions} options
 * @param {(response: import('node:http').IncomingMessage) => void} [onResponse]
 * @returns {import('node:http').ClientRequest}
 */
function start(url, options, onResponse) {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  const signal = AbortSignal.timeout(LIMIT_MS);
  const all = { ...options, agent: false, rejectUnauthorized: false, signal };
  return request(url, all, onResponse);
}

/**
 * @param {unknown} error of the network
 * @returns {string} its meaning, to follow the name of a host
 */
export function describeNetworkError(error) {
  const { code, name, message } = /** @type {NodeJS.ErrnoException} */ (error);
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT') {
    return 'does not answer';
  }
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'has no address in the DNS';
    case 'ECONNREFUSED':
      return 'refuses connections';
    case 'ECONNRESET':
      return 'closes the connection at once';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'cannot be reached from here';
    case 'EPROTO':
      return 'does not speak TLS';
    default:
      return `cannot be reached (${code ?? message})`;
  }
}

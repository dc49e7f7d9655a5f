import { failed, passed, skipped } from './finding.mjs';
import { probeSocket } from './socket-probe.mjs';
import { describeNetworkError } from './web-client.mjs';

const SOCKET = 'WebSocket';
const ORIGINS = 'Allowed origins';
/** Origin of a foreign page; the domain `.invalid` never exists (RFC 2606). */
const FOREIGN = 'https://doctor.invalid';
/** Body with which the server refuses pages of other origins. */
const REFUSED = 'refused';

/**
 * Checks that a page of this origin can open a WebSocket through all proxies, and that a page of
 * another origin cannot.
 * @param {import('./target.mjs').Target} target
 * @returns {Promise<import('./finding.mjs').Finding[]>}
 */
export async function checkSockets({ origin }) {
  try {
    const startedAt = performance.now();
    const own = await probeSocket(origin, origin);
    const ms = Math.round(performance.now() - startedAt);
    const foreign = await probeSocket(origin, FOREIGN);
    return [judgeSocket(own, ms), judgeOrigins(own, foreign, origin)];
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ERR_MODULE_NOT_FOUND') {
      const reason = 'the packages are not installed; run `npm start` once';
      return [skipped(SOCKET, reason), skipped(ORIGINS, reason)];
    }
    const detail = `the connection ${describeNetworkError(error)}`;
    const remedy = 'Let the proxy pass WebSocket connections to /socket.io/ on to Parley.';
    return [failed(SOCKET, detail, remedy), skipped(ORIGINS, 'there is no connection')];
  }
}

/** @typedef {import('./socket-probe.mjs').SocketOutcome} SocketOutcome */

/**
 * @param {SocketOutcome} result
 * @returns {boolean}
 */
const isOriginRefused = (result) =>
  result.outcome === 'refused' && result.status === 400 && result.body === REFUSED;

/**
 * @param {SocketOutcome} own
 * @param {number} ms
 * @returns {import('./finding.mjs').Finding}
 */
export function judgeSocket(own, ms) {
  if (own.outcome === 'open') return passed(SOCKET, `opens in ${ms} ms and receives messages`);
  if (own.outcome === 'silent') {
    return failed(
      SOCKET,
      'opens, but no message arrives',
      'Turn off buffering of answers in the proxy (nginx: `proxy_buffering off`).',
    );
  }
  if (isOriginRefused(own)) return passed(SOCKET, 'gets through to Parley');
  const { status, body } = own;
  if (status === 400 || status === 426) {
    const isEngine = body.includes('"code":') || status === 426;
    return failed(
      SOCKET,
      isEngine
        ? 'arrives as an ordinary request: the proxy drops the Upgrade header'
        : `is refused (${status})`,
      'Let the proxy pass `Upgrade` and `Connection` on with HTTP/1.1 (nginx: `proxy_http_version 1.1` and two `proxy_set_header` lines).',
    );
  }
  if (status === 200 || status === 404) {
    return failed(
      SOCKET,
      `does not reach Parley (${status})`,
      'Let the proxy pass /socket.io/ on to Parley too.',
    );
  }
  return failed(
    SOCKET,
    `is answered with ${status}`,
    'Look into the log of the proxy: it does not pass this connection to Parley.',
  );
}

/**
 * @param {SocketOutcome} own
 * @param {SocketOutcome} foreign
 * @param {string} origin
 * @returns {import('./finding.mjs').Finding}
 */
export function judgeOrigins(own, foreign, origin) {
  if (isOriginRefused(own)) {
    return failed(
      ORIGINS,
      `pages of ${origin} are refused`,
      `Set PUBLIC_URL=${origin}, or let the proxy pass the Host header unchanged and send X-Forwarded-Proto, with TRUST_PROXY set.`,
    );
  }
  if (own.outcome === 'refused') return skipped(ORIGINS, 'there is no WebSocket');
  if (foreign.outcome !== 'refused') {
    return failed(
      ORIGINS,
      'pages of any other site may connect',
      'Let the proxy pass the Origin header unchanged, and remove foreign origins from ALLOWED_ORIGINS.',
    );
  }
  return passed(ORIGINS, `pages of ${origin} may connect, those of other sites may not`);
}

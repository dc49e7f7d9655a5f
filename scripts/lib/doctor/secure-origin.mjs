import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { once } from 'node:events';
import { certificateProblems } from '../certificate-problems.mjs';
import { failed, passed, warning } from './finding.mjs';
import { hostOf, isLocalHost, isLoopbackHost } from './target.mjs';
import { describeNetworkError, LIMIT_MS } from './web-client.mjs';

const NAME = 'Secure origin';
const DAY_MS = 86_400_000;
const WARN_DAYS = 14;

/**
 * Checks that browsers allow camera and microphone on pages of this origin, now and in two weeks.
 * @param {import('./target.mjs').Target} target
 * @param {number} [now] milliseconds since the epoch
 * @returns {Promise<import('./finding.mjs').Finding>}
 * @see https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
 */
export async function checkSecureOrigin({ origin }, now = Date.now()) {
  const host = hostOf(origin);
  if (origin.startsWith('http:')) {
    if (isLoopbackHost(host))
      return passed(NAME, `${origin} counts as secure on this machine only`);
    return failed(
      NAME,
      `${origin} is plain HTTP, so browsers block camera and microphone`,
      'Put Parley behind the reverse proxy of deploy/Caddyfile, or run `npm start -- --https` in a local network.',
    );
  }
  try {
    return judge(host, await certificateOf(origin, now), now);
  } catch (error) {
    return failed(
      NAME,
      `${host} ${describeNetworkError(error)}`,
      'Start the proxy or server that speaks HTTPS there, and open its port in the firewall.',
    );
  }
}

/**
 * @typedef {object} Presented
 * @property {string[]} problems codes of OpenSSL and Node
 * @property {number} from milliseconds since the epoch
 * @property {number} to
 */

/**
 * @param {string} origin
 * @param {number} now
 * @returns {Promise<Presented>}
 */
async function certificateOf(origin, now) {
  const { port } = new URL(origin);
  const host = hostOf(origin);
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({
    host,
    port: Number(port || 443),
    rejectUnauthorized: false,
    ...servername,
  });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(LIMIT_MS) });
    const { valid_from, valid_to } = socket.getPeerCertificate();
    const problems = certificateProblems(socket, host, now);
    return { problems, from: Date.parse(valid_from), to: Date.parse(valid_to) };
  } finally {
    socket.destroy();
  }
}

/**
 * @param {string} host
 * @param {Presented} presented
 * @param {number} now
 */
export function judge(host, { problems, from, to }, now) {
  const until = new Date(to).toISOString().slice(0, 10);
  if (problems.length > 0) {
    const [detail, remedy] = describeCertificateProblems(problems, host);
    // No public authority signs such names. Users can dismiss the browser's warning once.
    if (isLocalHost(host) && problems.every(isUnknownAuthority)) {
      return warning(
        NAME,
        `HTTPS, but ${detail}`,
        `Every device warns once; ${lowerFirst(remedy)}`,
      );
    }
    return failed(NAME, detail, remedy);
  }
  // Certificates with a lifetime of days are renewed in their last third.
  const notice = Math.min(WARN_DAYS * DAY_MS, (to - from) / 3);
  if (to - now < notice) {
    return failed(
      NAME,
      `the certificate expires on ${until}`,
      'Renew it now, and find out why it was not renewed automatically.',
    );
  }
  return passed(NAME, `HTTPS with a certificate that is valid until ${until}`);
}

/** @param {string} problem */
const isUnknownAuthority = (problem) =>
  /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|unable to/.test(problem);

/** @param {string} text */
const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/**
 * Describes all problems, with the remedy of the first: a new certificate solves the others too.
 * @param {string[]} problems codes of OpenSSL and Node, at least one
 * @param {string} host
 * @returns {[detail: string, remedy: string]}
 */
export function describeCertificateProblems(problems, host) {
  const all = problems.map((problem) => describeCertificateProblem(problem, host));
  return [all.map(([detail]) => detail).join(', and '), all[0]?.[1] ?? ''];
}

/**
 * @param {string} problem
 * @param {string} host
 * @returns {[detail: string, remedy: string]}
 */
function describeCertificateProblem(problem, host) {
  switch (problem) {
    case 'CERT_HAS_EXPIRED':
      return [
        'the certificate has expired',
        'Renew it, and find out why it was not renewed automatically.',
      ];
    case 'CERT_NOT_YET_VALID':
      return [
        'the certificate is not valid yet',
        'Set the clock of the server and of this machine.',
      ];
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return [
        `the certificate is for another name than ${host}`,
        'Use one for this name, or open Parley by the name that the certificate has.',
      ];
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return [
        'the certificate is self-signed',
        'Use one of an authority such as Let’s Encrypt, which deploy/Caddyfile gets automatically.',
      ];
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return [
        'the server does not send the certificate that signed this one',
        'Use the file with the whole chain (fullchain.pem).',
      ];
    default:
      return [
        `the certificate is not of an authority that this machine knows (${problem})`,
        'Use one of an authority such as Let’s Encrypt, or install that authority on every device.',
      ];
  }
}

import { checkServerIdentity } from 'node:tls';

/**
 * All reasons for which a browser would reject the certificate that a server presents. OpenSSL
 * reports only one, and an unknown authority before all others, so this also checks dates and names.
 * @param {import('node:tls').TLSSocket} socket connected with `rejectUnauthorized: false`
 * @param {string} host name or address that the certificate must be for
 * @param {number} [now] milliseconds since the epoch
 * @returns {string[]} codes of OpenSSL and Node, dates first, then names
 */
export function certificateProblems(socket, host, now = Date.now()) {
  // Declared as an Error, but errors of OpenSSL are strings.
  const error = /** @type {NodeJS.ErrnoException | string | null} */ (socket.authorizationError);
  const certificate = socket.getPeerCertificate();
  const isNamed = checkServerIdentity(host, certificate) === undefined;
  return [
    ...new Set([
      ...(Date.parse(certificate.valid_to) <= now ? ['CERT_HAS_EXPIRED'] : []),
      ...(Date.parse(certificate.valid_from) > now ? ['CERT_NOT_YET_VALID'] : []),
      ...(isNamed ? [] : ['ERR_TLS_CERT_ALTNAME_INVALID']),
      ...(error ? [typeof error === 'string' ? error : (error.code ?? error.message)] : []),
    ]),
  ];
}

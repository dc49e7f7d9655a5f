import type { IncomingMessage } from 'node:http';
import type { ClientView } from './client-view';
import { AppError } from './errors';

/**
 * Whether the web page that sent a request may act for its user. Browsers always send the origin with
 * WebSocket handshakes and POST. A client without an origin has no ambient cookies that could be
 * abused. The origin `null` (sandboxed frames, files) is foreign.
 * @param isSecure whether the client used HTTPS: scheme, host and port form an origin (RFC 6454)
 */
export function isOriginAllowed(
  { headers }: Pick<IncomingMessage, 'headers'>,
  allowedOrigins: readonly string[],
  isSecure: boolean,
): boolean {
  const { origin, host } = headers;
  if (origin !== undefined && allowedOrigins.includes(origin)) return true;
  if (!isSameSite(headers)) return false;
  if (origin === undefined) return true;
  const own = `${isSecure ? 'https' : 'http'}://${host}`;
  return URL.canParse(own) && new URL(own).origin === origin;
}

/** Whether a request has several Host headers, of which Node keeps only the first. */
export const hasSeveralHosts = ({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean =>
  rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name)).length > 1;

/**
 * Whether the browser says that the request comes from our own page (W3C Fetch Metadata), or says
 * nothing. WebSocket handshakes are exempt, because browsers compare their scheme differently.
 */
function isSameSite(headers: IncomingMessage['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || headers.upgrade !== undefined) return true;
  return site === 'same-origin' || site === 'none';
}

/** Decides which web pages may talk to this server. */
export function createOriginCheck(
  allowedOrigins: readonly string[],
  { isSecure }: Pick<ClientView, 'isSecure'>,
) {
  const isAllowed = (request: IncomingMessage) =>
    !hasSeveralHosts(request) && isOriginAllowed(request, allowedOrigins, isSecure(request));
  return {
    isAllowed,
    /** The origin of the web page that sent a request. @throws {AppError} ORIGIN_FORBIDDEN */
    originOf(request: IncomingMessage): string {
      if (!isAllowed(request)) throw new AppError('ORIGIN_FORBIDDEN');
      const { origin, host } = request.headers;
      return origin ?? new URL(`${isSecure(request) ? 'https' : 'http'}://${host}`).origin;
    },
  };
}

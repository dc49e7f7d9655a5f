import type { IncomingMessage } from 'node:http';

/**
 * Whether the page that sent this may act for its user. A browser always names the origin on
 * WebSocket handshakes and on POST; a client without one has no ambient cookies to be abused.
 * `null` (sandboxed frames, files) is foreign.
 * @param isSecure whether the request came by HTTPS: scheme, host and port make an origin (RFC 6454)
 */
export function isOriginAllowed(
  { headers }: Pick<IncomingMessage, 'headers'>,
  allowedOrigins: readonly string[],
  isSecure: boolean,
): boolean {
  const { origin, host } = headers;
  if (origin !== undefined && allowedOrigins.includes(origin)) return true;
  if (!isFromHere(headers)) return false;
  if (origin === undefined) return true;
  const own = `${isSecure ? 'https' : 'http'}://${host}`;
  return URL.canParse(own) && new URL(own).origin === origin;
}

/** Whether a request names several hosts, of which Node shows the first only. */
export const hasSeveralHosts = ({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean =>
  rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name)).length > 1;

/**
 * What browsers say of the page's site, where they say it (W3C Fetch Metadata). Not asked of
 * WebSocket handshakes, whose scheme browsers compare in different ways.
 */
function isFromHere(headers: IncomingMessage['headers']): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || headers.upgrade !== undefined) return true;
  return site === 'same-origin' || site === 'none';
}

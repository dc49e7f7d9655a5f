import type { IncomingMessage } from 'node:http';

/**
 * Whether the page that sent this may act for its user. A browser always names the origin on
 * WebSocket handshakes and on POST; a client without one has no ambient cookies to be abused.
 * `null` (sandboxed frames, files) is foreign.
 */
export function isOriginAllowed(
  request: Pick<IncomingMessage, 'headers'>,
  allowedOrigins: readonly string[],
): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (allowedOrigins.includes(origin)) return true;
  try {
    return host !== undefined && new URL(origin).host === host.toLowerCase();
  } catch {
    return false;
  }
}

import { createServer, type RequestListener } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';

/** First byte of a TLS connection: the record type `handshake` (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 0x16;
const TIMEOUT_MS = 10_000;

/**
 * Redirects plain HTTP on the port of an HTTPS server to HTTPS. Browsers try HTTP if a user types an
 * address without a scheme (docs/decisions/042).
 * @param timeoutMs how long a plain connection may last; Node enforces its own limits only in servers
 *   that listen, and the one for redirects does not
 */
export function redirectPlainHttp(server: SecureServer, timeoutMs = TIMEOUT_MS): void {
  const redirector = createServer(redirect);
  const [speakTls] = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const giveUp = (): void => void socket.destroy();
    const timer = setTimeout(giveUp, timeoutMs);
    socket.once('error', giveUp);
    socket.once('close', () => clearTimeout(timer));
    socket.once('readable', () => {
      const start = socket.read() as Buffer | null;
      if (start === null) return giveUp();
      socket.unshift(start);
      if (start[0] !== TLS_HANDSHAKE) return void redirector.emit('connection', socket);
      clearTimeout(timer);
      socket.off('error', giveUp);
      speakTls?.call(server, socket);
    });
  });
}

/** A temporary redirect, because the same machine may go back to HTTP. */
const redirect: RequestListener = (request, response) => {
  const { host = '' } = request.headers;
  const isPage = request.method === 'GET' || request.method === 'HEAD';
  response.setHeader('Connection', 'close');
  if (isPage && /^[\w.:[\]-]+$/.test(host)) {
    response.writeHead(307, { Location: `https://${host}${request.url ?? '/'}` }).end();
  } else {
    response.writeHead(400, { 'Content-Type': 'text/plain' }).end('This address speaks HTTPS.\n');
  }
};

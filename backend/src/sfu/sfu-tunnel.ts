import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Logger } from '../platform/logger';
import { addressKey } from '../platform/rate-limit';

/** Where clients reach LiveKit's signaling, below the address of this server. */
export const SFU_PATH = '/sfu';

/**
 * LiveKit's signaling and the check whether a token is valid. Its API for servers stays out of reach.
 */
const ALLOWED = /^\/sfu(\/rtc(\/v1)?(\/validate)?)(\?|$)/;
const CONNECT_MS = 5_000;

export interface SfuTunnelOptions {
  readonly http: HttpServer;
  readonly web: {
    get(
      path: RegExp,
      handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void,
    ): unknown;
  };
  /** Address of LiveKit. */
  readonly url: string;
  /** Whether the page that sent a request may use this server. */
  readonly isAllowed: (request: IncomingMessage) => boolean;
  /** Counts a WebSocket. @throws {AppError} RATE_LIMITED */
  readonly countUpgrade: (addressKey: string) => void;
  readonly addressOf: (request: IncomingMessage) => string;
  /** The SFU has closed the connection of a client, as when it dies. */
  readonly onBroken: () => void;
  readonly logger: Logger;
}

/**
 * Passes LiveKit's signaling through this server, so that pages need no other origin, certificate or
 * open port. LiveKit itself checks the token, which only Parley gives out.
 */
export function offerSfu(options: SfuTunnelOptions): void {
  const { http, web, isAllowed, logger } = options;

  web.get(/^\/sfu\//, (request, response, next) => {
    const path = pathOn(request);
    if (path === null) return next();
    const upstream = ask(options.url, path, request.headers);
    upstream.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, { 'content-type': 'text/plain' });
      answer.pipe(response);
    });
    upstream.once('error', () => response.writeHead(502).end());
    upstream.end();
  });

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = pathOn(request);
    if (path === null) return;
    try {
      options.countUpgrade(addressKey(options.addressOf(request)));
    } catch {
      return refuse(socket, '429 Too Many Requests');
    }
    if (!isAllowed(request)) return refuse(socket, '403 Forbidden');
    socket.on('error', () => socket.destroy());
    const upstream = ask(options.url, path, request.headers);
    upstream.once('upgrade', (answer, other: Duplex, otherHead: Buffer) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headersOf(answer)}\r\n`);
      socket.write(otherHead);
      other.write(head);
      other.once('close', () => {
        if (!socket.destroyed) options.onBroken();
      });
      join(socket, other);
    });
    upstream.once('response', (answer) => {
      answer.resume();
      refuse(socket, `${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}`);
    });
    upstream.once('error', (err) => {
      logger.debug({ err }, 'the SFU did not answer a client');
      refuse(socket, '502 Bad Gateway');
    });
    socket.once('close', () => upstream.destroy());
    upstream.end();
  });
}

/** The path on LiveKit; null if it is none that clients may use. */
function pathOn({ url = '' }: IncomingMessage): string | null {
  return ALLOWED.test(url) ? url.slice(SFU_PATH.length) : null;
}

/** Begins a request to LiveKit, without cookies and other credentials of this server. */
function ask(base: string, path: string, headers: IncomingHttpHeaders) {
  const url = new URL(path, base);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const passed = Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => name.startsWith('sec-websocket-') || PASSED.has(name),
    ),
  );
  const upstream = request(url, { headers: passed, timeout: CONNECT_MS });
  upstream.once('timeout', () => upstream.destroy(new Error('LiveKit does not answer')));
  upstream.once('upgrade', (_answer, socket) => socket.setTimeout(0));
  return upstream;
}

const PASSED: ReadonlySet<string> = new Set(['upgrade', 'connection', 'user-agent']);

function headersOf({ rawHeaders }: IncomingMessage): string {
  let lines = '';
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines += `${rawHeaders[index]}: ${rawHeaders[index + 1]}\r\n`;
  }
  return lines;
}

/** Connects two sockets until one of them closes. */
function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.once('close', () => to.destroy());
    from.on('error', () => to.destroy());
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

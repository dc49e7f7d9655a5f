import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  createServer,
  type RequestListener,
  type Server as HttpServer,
  type ServerOptions,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { ConfigError } from './config';
import { isSelfSigned, localAuthorityOf } from './local-authority';
import type { Logger } from './logger';
import { redirectPlainHttp } from './redirect-plain-http';
import type { Scope } from './scope';

/** Paths of two PEM files: a certificate with its chain, and its private key. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface WebServerOptions {
  /** Undefined for plain HTTP, as behind a reverse proxy. */
  tls: TlsFiles | undefined;
  logger: Logger;
  scope: Scope;
  /** How often the files are checked for a renewed certificate. */
  tlsCheckMs?: number | undefined;
  timeouts?: Partial<RequestTimeouts> | undefined;
}

/** How long a client may take for a request before its connection is closed, in milliseconds. */
export interface RequestTimeouts {
  /** For the TLS handshake, and for the headers of a request. */
  readonly headersMs: number;
  /** For a whole request. */
  readonly requestMs: number;
  /** Without a byte in either direction during a response, as if the client stopped reading. */
  readonly silenceMs: number;
  /** For a whole response. The largest file, 2.6 MB, takes half of it at 64 kbit/s. */
  readonly responseMs: number;
}

const TIMEOUTS: RequestTimeouts = {
  headersMs: 10_000,
  requestMs: 20_000,
  silenceMs: 30_000,
  responseMs: 600_000,
};
/** How often Node checks the timeouts; its default is half a minute. */
const MAX_CHECK_MS = 2_000;

export interface WebServer {
  readonly server: HttpServer;
  /**
   * Whether browsers trust the certificate by themselves. If not, the server must not send HSTS,
   * because browsers would no longer let users past their warning (RFC 6797, 8.4).
   */
  isTrusted(): boolean;
  /** The authority of the certificate, if browsers do not know it by themselves. */
  authority(): X509Certificate | null;
}

interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * The server compares contents instead of watching files: certbot replaces symbolic links, and
 * mounted folders send no events.
 */
const TLS_CHECK_MS = 10_000;

/**
 * Creates the HTTP server or, with a certificate, the HTTPS server. It uses a renewed certificate for
 * new connections and keeps the open ones.
 * @throws {ConfigError} if the files cannot be read or do not belong together
 */
export function createWebServer(handler: RequestListener, options: WebServerOptions): WebServer {
  const { tls, logger, scope, tlsCheckMs = TLS_CHECK_MS } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const limits: ServerOptions = {
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    connectionsCheckingInterval: Math.min(MAX_CHECK_MS, timeouts.headersMs / 2),
  };
  const limit = (server: HttpServer): void => {
    server.on('request', (request, response) => {
      // Not `server.timeout`: that would leave a timer in the memory of every WebSocket.
      request.socket.setTimeout(timeouts.silenceMs);
      const giveUp = (): void => void request.socket.destroy();
      const timer = setTimeout(giveUp, timeouts.responseMs).unref();
      response.once('close', () => clearTimeout(timer));
    });
  };
  if (tls === undefined) {
    const server = createServer(limits, handler);
    limit(server);
    return { server, isTrusted: () => true, authority: () => null };
  }

  let pair = firstPair(tls);
  let identity = identityOf(pair);
  const server = createSecureServer(
    { ...pair, ...limits, minVersion: 'TLSv1.2', handshakeTimeout: timeouts.headersMs },
    handler,
  );
  limit(server);
  redirectPlainHttp(server);
  let complaint = '';
  const check = (): void => {
    try {
      const found = readPair(tls);
      if (!isSame(found, pair)) {
        assertPair(found);
        server.setSecureContext({ ...found, minVersion: 'TLSv1.2' });
        pair = found;
        identity = identityOf(found);
        logger.info({ validTo: identity.certificate.validTo }, 'certificate reloaded');
      }
      complaint = '';
    } catch (error) {
      // Happens also for a moment while only one of the two files is renewed.
      if (String(error) === complaint) return;
      complaint = String(error);
      logger.warn({ err: error }, 'the new certificate cannot be used, the old one stays');
    }
  };
  const timer = setInterval(check, tlsCheckMs);
  timer.unref();
  scope.add(() => clearInterval(timer));
  return {
    server,
    isTrusted: () => identity.authority === null && !isSelfSigned(identity.certificate),
    authority: () => identity.authority,
  };
}

const identityOf = ({ cert }: KeyPair) => ({
  certificate: new X509Certificate(cert),
  authority: localAuthorityOf(cert),
});

function firstPair(files: TlsFiles): KeyPair {
  try {
    const pair = readPair(files);
    assertPair(pair);
    return pair;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`TLS_CERT_FILE and TLS_KEY_FILE cannot be used: ${reason}`);
  }
}

const readPair = ({ certFile, keyFile }: TlsFiles): KeyPair => ({
  cert: readFileSync(certFile, 'utf8'),
  key: readFileSync(keyFile, 'utf8'),
});

const isSame = (one: KeyPair, other: KeyPair): boolean =>
  one.cert === other.cert && one.key === other.key;

/** @throws {Error} if a file is not PEM or the key belongs to another certificate */
function assertPair(pair: KeyPair): void {
  createSecureContext(pair);
  if (!pair.cert.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no certificate found');
}

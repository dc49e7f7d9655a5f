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

/** Paths of a certificate with its chain and of its private key, both PEM. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface WebServerOptions {
  /** Absent: plain HTTP, as behind a reverse proxy. */
  tls: TlsFiles | undefined;
  logger: Logger;
  scope: Scope;
  /** How often the files are looked at for a renewed certificate. */
  tlsCheckMs?: number | undefined;
  patience?: Partial<Patience> | undefined;
}

/** How long a client may take over a request before its connection is ended, in milliseconds. */
export interface Patience {
  /** For the TLS handshake, and then for the head of a request. */
  readonly headersMs: number;
  /** For a whole request. */
  readonly requestMs: number;
  /** Without a byte in either direction while an answer is under way, as of a reader that stops. */
  readonly silenceMs: number;
  /** For a whole answer. The largest file, 2.6 MB, takes half as long at 64 kbit/s. */
  readonly answerMs: number;
}

const PATIENCE: Patience = {
  headersMs: 10_000,
  requestMs: 20_000,
  silenceMs: 30_000,
  answerMs: 600_000,
};
/** How often Node looks for those that take too long; its default is half a minute. */
const MAX_LOOK_MS = 2_000;

export interface WebServer {
  readonly server: HttpServer;
  /**
   * Whether browsers know somebody who vouches for the certificate. Where they do not, they must not
   * be told to insist on HTTPS: with HSTS they no longer let anybody past their warning (RFC 6797
   * 8.4).
   */
  isTrusted(): boolean;
  /** Who vouches for the certificate where that is nobody whom browsers know by themselves. */
  authority(): X509Certificate | null;
}

interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * Contents are compared, not events of the file system: certbot replaces symbolic links, and mounted
 * folders tell nothing.
 */
const TLS_CHECK_MS = 10_000;

/**
 * The HTTP or, with a certificate, HTTPS server. A renewed certificate is presented to those who
 * connect from then on; open connections stay.
 * @throws {ConfigError} where the files cannot be read or do not belong together
 */
export function createWebServer(handler: RequestListener, options: WebServerOptions): WebServer {
  const { tls, logger, scope, tlsCheckMs = TLS_CHECK_MS } = options;
  const patience = { ...PATIENCE, ...options.patience };
  const limits: ServerOptions = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: Math.min(MAX_LOOK_MS, patience.headersMs / 2),
  };
  const limit = (server: HttpServer): void => {
    server.on('request', (request, response) => {
      // Not `server.timeout`: that would leave a timer in the memory of every WebSocket.
      request.socket.setTimeout(patience.silenceMs);
      const giveUp = (): void => void request.socket.destroy();
      const timer = setTimeout(giveUp, patience.answerMs).unref();
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
    { ...pair, ...limits, minVersion: 'TLSv1.2', handshakeTimeout: patience.headersMs },
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
      // Also so for a moment while the one file is renewed and the other is not yet.
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

/** Throws where either is not PEM or the key is that of another certificate. */
function assertPair(pair: KeyPair): void {
  createSecureContext(pair);
  if (!pair.cert.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no certificate found');
}

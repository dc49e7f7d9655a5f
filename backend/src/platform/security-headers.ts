import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Returns the nonce that inline elements of this response must have. */
export const nonceOf = (response: Response): string => response.locals['nonce'] as string;

const nonceSource = (_request: unknown, response: unknown): string =>
  `'nonce-${nonceOf(response as Response)}'`;

const common = {
  // Paths contain room codes, which must not leak through links in the chat.
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  frameguard: { action: 'deny' },
  // Set by `strictTransport`, which knows the certificate.
  strictTransportSecurity: false,
} as const;

/**
 * Sends HSTS (RFC 6797) over HTTPS, unless browsers do not trust the certificate by themselves.
 */
export function strictTransport(isTrusted: () => boolean): RequestHandler {
  return (request, response, next) => {
    if (request.secure && isTrusted()) {
      response.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    }
    next();
  };
}

const self = ["'self'"];
const none = ["'none'"];

/** Headers for data, which browsers must neither run nor frame. They are computed once. */
export function apiHeaders(): RequestHandler {
  const headers = fixedHeaders(
    helmet({
      ...common,
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: none, frameAncestors: none },
      },
    }),
  );
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    response.setHeader('X-Robots-Tag', 'noindex');
    next();
  };
}

/** Forbids caches to store the response. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** Collects the headers that a middleware sets for every request. */
function fixedHeaders(
  middleware: (request: IncomingMessage, response: ServerResponse, next: () => void) => void,
): [name: string, value: string][] {
  const headers = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  const request = { headers: {} } as IncomingMessage;
  middleware(request, response as unknown as ServerResponse, () => undefined);
  return [...headers];
}

/**
 * Headers for pages (ASVS 5.0, 3.4). Scripts and fonts come only from this server. Inline elements need
 * a nonce: the script that handles missing scripts, and the style elements of Emotion. The page may
 * neither be framed nor frame others.
 */
export function pageHeaders(): RequestHandler[] {
  return [
    (_request, response, next) => {
      response.locals['nonce'] = randomBytes(18).toString('base64');
      response.setHeader(
        'Permissions-Policy',
        'camera=(self), microphone=(self), display-capture=(self), autoplay=(self), fullscreen=(self), picture-in-picture=(self), screen-wake-lock=(self), speaker-selection=(self), geolocation=(), usb=(), serial=(), payment=()',
      );
      next();
    },
    helmet({
      ...common,
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: none,
          // Allows to compile WebAssembly, for noise suppression and blur, but not to evaluate text.
          scriptSrc: [...self, nonceSource, "'wasm-unsafe-eval'"],
          styleSrc: [...self, nonceSource],
          imgSrc: [...self, 'blob:'],
          mediaSrc: [...self, 'blob:'],
          fontSrc: self,
          connectSrc: self,
          manifestSrc: self,
          workerSrc: self,
          formAction: self,
          frameAncestors: none,
          objectSrc: none,
          baseUri: none,
          // Text becomes HTML or the address of a script only through these policies of the client.
          requireTrustedTypesFor: ["'script'"],
          trustedTypes: ['outdated', 'parley'],
        },
      },
    }),
  ];
}

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** The nonce that this answer's inline style elements must carry. */
export const nonceOf = (response: Response): string => response.locals['nonce'] as string;

const nonceSource = (_request: unknown, response: unknown): string =>
  `'nonce-${nonceOf(response as Response)}'`;

const common = {
  // Room codes are in paths and must not leave by a link in the chat.
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  frameguard: { action: 'deny' },
  // By `strictTransport`, which knows the certificate.
  strictTransportSecurity: false,
} as const;

/**
 * Browsers that came over HTTPS come over HTTPS only from now on (RFC 6797), unless the certificate
 * is one that they have to be talked into.
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

/** For answers that are data: nothing of them may ever be run or framed. No work for each request. */
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
    next();
  };
}

/** No cache keeps the answer. */
export const neverKept: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** What a middleware sets that says the same to everybody: asked once, instead of each time. */
function fixedHeaders(
  middleware: (request: IncomingMessage, response: ServerResponse, next: () => void) => void,
): [name: string, value: string][] {
  const headers = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  const nobody = { headers: {} } as IncomingMessage;
  middleware(nobody, response as unknown as ServerResponse, () => undefined);
  return [...headers];
}

/**
 * For pages (ASVS 5.0 3.4): scripts and fonts come from here only; what is written into the page
 * needs a nonce: the script that outlives the loss of all others, and the style elements that
 * Emotion makes. Nothing may frame the page or be framed by it.
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
          // Compiling WebAssembly, for noise suppression and blur; no text becomes a script by it.
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
        },
      },
    }),
  ];
}

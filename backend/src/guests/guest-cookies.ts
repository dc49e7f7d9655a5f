import type { Request, Response } from 'express';
import {
  cookieNameFor,
  cookiesOf,
  readCookie,
  TOKEN_FORM,
  writeCookie,
  type OwnCookie,
} from '../platform/own-cookies';

const PREFIX = 'parley_guest_';
/** More rooms than a browser visits as a guest in a month; each costs about 80 bytes a request. */
const MAX_COOKIES = 10;

/** The cookie of the guest in one room. */
const cookieOf = (codeKey: string): OwnCookie => ({
  name: `${PREFIX}${codeKey}`,
  maxAgeSeconds: 30 * 24 * 3600,
  form: TOKEN_FORM,
});

/** The guest cookies of a request, the oldest first (RFC 6265, 5.4): tokens by room. */
function all(request: Request): [codeKey: string, token: string][] {
  const prefix = cookieNameFor(request, PREFIX);
  return Object.entries(cookiesOf(request)).flatMap(([name, value]): [string, string][] =>
    name.startsWith(prefix) && value !== undefined && TOKEN_FORM.test(value)
      ? [[name.slice(prefix.length), value]]
      : [],
  );
}

/** Returns the refresh token of the guest in a room, or undefined. */
export const readGuestCookie = (request: Request, codeKey: string): string | undefined =>
  readCookie(request, cookieOf(codeKey));

/** Returns the refresh tokens of all guests of the browser, at most ten. */
export const readGuestCookies = (request: Request): string[] =>
  all(request)
    .slice(-MAX_COOKIES)
    .map(([, token]) => token);

/** Sets the cookie of the guest in a room, and deletes the oldest ones beyond the limit. */
export function writeGuestCookie(
  request: Request,
  response: Response,
  codeKey: string,
  token: string,
): void {
  const others = all(request).filter(([key]) => key !== codeKey);
  for (const [oldest] of others.slice(0, Math.max(0, others.length - MAX_COOKIES + 1))) {
    clearGuestCookie(request, response, oldest);
  }
  writeCookie(request, response, cookieOf(codeKey), token);
}

/** Deletes the cookie of the guest in a room. */
export const clearGuestCookie = (request: Request, response: Response, codeKey: string): void =>
  writeCookie(request, response, cookieOf(codeKey), '');

/** Deletes the cookies with these tokens. */
export function clearGuestCookies(
  request: Request,
  response: Response,
  tokens: readonly string[],
): void {
  for (const [codeKey, token] of all(request)) {
    if (tokens.includes(token)) clearGuestCookie(request, response, codeKey);
  }
}

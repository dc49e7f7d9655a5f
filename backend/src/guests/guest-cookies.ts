import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

const MAX_AGE_SECONDS = 30 * 24 * 3600;
const PREFIX = 'parley_guest_';
/** More rooms than a browser visits as a guest in a month; each costs about 80 bytes a request. */
const MAX_COOKIES = 10;

/** `__Host-` binds the cookie to this host and to HTTPS, so it cannot be used with plain HTTP. */
const prefixFor = (request: Request) => (request.secure ? `__Host-${PREFIX}` : PREFIX);

const isToken = (value: string | undefined): value is string =>
  value !== undefined && /^[\w-]{20,100}$/.test(value);

/** The guest cookies of a request, the oldest first (RFC 6265, 5.4): values by name. */
function all(request: Request): [name: string, token: string][] {
  const prefix = prefixFor(request);
  return Object.entries(parseCookie(request.headers.cookie ?? '')).filter(
    (cookie): cookie is [string, string] => cookie[0].startsWith(prefix) && isToken(cookie[1]),
  );
}

/** Returns the refresh token of the guest in a room, or undefined. */
export function readGuestCookie(request: Request, codeKey: string): string | undefined {
  const name = `${prefixFor(request)}${codeKey}`;
  return all(request).find((cookie) => cookie[0] === name)?.[1];
}

/** Returns the refresh tokens of all guests of the browser, at most ten. */
export const readGuestCookies = (request: Request): string[] =>
  all(request)
    .slice(-MAX_COOKIES)
    .map(([, token]) => token);

/**
 * Sets the cookie of the guest in a room, and deletes the oldest ones beyond the limit. It is
 * HttpOnly, so scripts cannot read it (ASVS 5.0, 3.3.4).
 */
export function writeGuestCookie(
  request: Request,
  response: Response,
  codeKey: string,
  token: string,
): void {
  const name = `${prefixFor(request)}${codeKey}`;
  const others = all(request).filter((cookie) => cookie[0] !== name);
  for (const [old] of others.slice(0, Math.max(0, others.length - MAX_COOKIES + 1))) {
    append(request, response, old, '', 0);
  }
  append(request, response, name, token, MAX_AGE_SECONDS);
}

/** Deletes the cookie of the guest in a room. */
export const clearGuestCookie = (request: Request, response: Response, codeKey: string): void =>
  append(request, response, `${prefixFor(request)}${codeKey}`, '', 0);

/** Deletes the cookies with these tokens. */
export function clearGuestCookies(
  request: Request,
  response: Response,
  tokens: readonly string[],
): void {
  for (const [name, token] of all(request)) {
    if (tokens.includes(token)) append(request, response, name, '', 0);
  }
}

function append(
  request: Request,
  response: Response,
  name: string,
  value: string,
  maxAge: number,
): void {
  response.append(
    'Set-Cookie',
    stringifySetCookie({
      name,
      value,
      httpOnly: true,
      sameSite: 'strict',
      secure: request.secure,
      path: '/',
      maxAge,
    }),
  );
}

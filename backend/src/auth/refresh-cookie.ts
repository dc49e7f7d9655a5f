import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

const MAX_AGE_SECONDS = 30 * 24 * 3600;

/** `__Host-` binds the cookie to this host and to HTTPS, so it cannot be used with plain HTTP. */
const nameFor = (request: Request) => (request.secure ? '__Host-parley_rt' : 'parley_rt');

/** Returns the refresh token of a request, or undefined if it has none of the right form. */
export function readRefreshCookie(request: Request): string | undefined {
  const value = parseCookie(request.headers.cookie ?? '')[nameFor(request)];
  return value !== undefined && /^[\w-]{20,100}$/.test(value) ? value : undefined;
}

/** Sets the refresh cookie. It is HttpOnly, so scripts cannot read it (ASVS 5.0, 3.3.4). */
export function writeRefreshCookie(request: Request, response: Response, token: string): void {
  response.append('Set-Cookie', cookie(request, token, MAX_AGE_SECONDS));
}

/** Deletes the refresh cookie. */
export function clearRefreshCookie(request: Request, response: Response): void {
  response.append('Set-Cookie', cookie(request, '', 0));
}

const cookie = (request: Request, value: string, maxAge: number) =>
  stringifySetCookie({
    name: nameFor(request),
    value,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.secure,
    path: '/',
    maxAge,
  });

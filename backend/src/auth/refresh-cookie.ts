import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

const MAX_AGE_SECONDS = 30 * 24 * 3600;

/** `__Host-` ties the cookie to this host and to HTTPS; plain HTTP cannot set such a one. */
const nameFor = (request: Request) => (request.secure ? '__Host-parley_rt' : 'parley_rt');

export function readRefreshCookie(request: Request): string | undefined {
  const value = parseCookie(request.headers.cookie ?? '')[nameFor(request)];
  return value !== undefined && /^[\w-]{20,100}$/.test(value) ? value : undefined;
}

/** Only ever sent by Set-Cookie, out of reach of scripts (ASVS 5.0 3.3.4). */
export function writeRefreshCookie(request: Request, response: Response, token: string): void {
  response.append('Set-Cookie', cookie(request, token, MAX_AGE_SECONDS));
}

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

import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

/** The form of an opaque token in a cookie. */
export const TOKEN_FORM = /^[\w-]{20,100}$/;

/** A cookie of this server, with the rules that all of them share. */
export interface OwnCookie {
  /** Without the prefix `__Host-`. */
  readonly name: string;
  readonly maxAgeSeconds: number;
  /** Other values count as no cookie. */
  readonly form: RegExp;
  /** `strict` unless a link from another site must carry the cookie. */
  readonly sameSite?: 'lax';
}

/** `__Host-` binds a cookie to this host and to HTTPS, so it cannot be used with plain HTTP. */
export const cookieNameFor = (request: Request, name: string): string =>
  request.secure ? `__Host-${name}` : name;

/** All cookies of a request, in the order in which the browser sends them: values by full name. */
export const cookiesOf = (request: Request): Record<string, string | undefined> =>
  parseCookie(request.headers.cookie ?? '');

/** Returns the value of a cookie, or undefined if it has none of the right form. */
export function readCookie(request: Request, { name, form }: OwnCookie): string | undefined {
  const value = cookiesOf(request)[cookieNameFor(request, name)];
  return value !== undefined && form.test(value) ? value : undefined;
}

/**
 * Sets a cookie, or deletes it if the value is empty. It is HttpOnly, so scripts cannot read it
 * (ASVS 5.0, 3.3.4).
 */
export function writeCookie(
  request: Request,
  response: Response,
  { name, maxAgeSeconds, sameSite }: OwnCookie,
  value: string,
): void {
  const header = stringifySetCookie({
    name: cookieNameFor(request, name),
    value,
    httpOnly: true,
    sameSite: sameSite ?? 'strict',
    secure: request.secure,
    path: '/',
    maxAge: value === '' ? 0 : maxAgeSeconds,
  });
  response.append('Set-Cookie', header);
}

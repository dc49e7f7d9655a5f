import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

const DAY_SECONDS = 24 * 3600;

/** A cookie of this browser, with the rules that all of them share. */
interface OwnCookie {
  readonly name: string;
  readonly maxAge: number;
  readonly form: RegExp;
}

const REFRESH: OwnCookie = {
  name: 'parley_rt',
  maxAge: 30 * DAY_SECONDS,
  form: /^[\w-]{20,100}$/,
};
const DEVICE: OwnCookie = {
  name: 'parley_device',
  maxAge: 365 * DAY_SECONDS,
  form: /^[\w.-]{20,200}$/,
};
/** Proves that a registration is completed in the browser in which it began. */
const REGISTRATION: OwnCookie = {
  name: 'parley_registration',
  maxAge: DAY_SECONDS,
  form: /^[\w-]{20,100}$/,
};

/** `__Host-` binds a cookie to this host and to HTTPS, so it cannot be used with plain HTTP. */
const nameFor = (request: Request, { name }: OwnCookie) =>
  request.secure ? `__Host-${name}` : name;

function read(request: Request, cookie: OwnCookie): string | undefined {
  const value = parseCookie(request.headers.cookie ?? '')[nameFor(request, cookie)];
  return value !== undefined && cookie.form.test(value) ? value : undefined;
}

/** Sets the cookie. It is HttpOnly, so scripts cannot read it (ASVS 5.0, 3.3.4). */
function write(request: Request, response: Response, cookie: OwnCookie, value: string): void {
  const header = stringifySetCookie({
    name: nameFor(request, cookie),
    value,
    httpOnly: true,
    sameSite: 'strict',
    secure: request.secure,
    path: '/',
    maxAge: value === '' ? 0 : cookie.maxAge,
  });
  response.append('Set-Cookie', header);
}

/** Returns the refresh token of a request, or undefined if it has none of the right form. */
export const readRefreshCookie = (request: Request) => read(request, REFRESH);

/** Sets the refresh cookie. */
export const writeRefreshCookie = (request: Request, response: Response, token: string) =>
  write(request, response, REFRESH, token);

/** Deletes the refresh cookie. */
export const clearRefreshCookie = (request: Request, response: Response) =>
  write(request, response, REFRESH, '');

/** Returns the device cookie of a request; see `DeviceCookies`. */
export const readDeviceCookie = (request: Request) => read(request, DEVICE);

/** Sets the device cookie. */
export const writeDeviceCookie = (request: Request, response: Response, value: string) =>
  write(request, response, DEVICE, value);

/** Returns the secret of the browser's unfinished registration. */
export const readRegistrationCookie = (request: Request) => read(request, REGISTRATION);

/** Sets the secret of an unfinished registration. */
export const writeRegistrationCookie = (request: Request, response: Response, secret: string) =>
  write(request, response, REGISTRATION, secret);

/** Deletes the secret after the registration. */
export const clearRegistrationCookie = (request: Request, response: Response) =>
  write(request, response, REGISTRATION, '');

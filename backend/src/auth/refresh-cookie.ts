import type { Request, Response } from 'express';
import { readCookie, TOKEN_FORM, writeCookie, type OwnCookie } from '../platform/own-cookies';

const DAY_SECONDS = 24 * 3600;

const REFRESH: OwnCookie = {
  name: 'parley_rt',
  maxAgeSeconds: 30 * DAY_SECONDS,
  form: TOKEN_FORM,
};
const DEVICE: OwnCookie = {
  name: 'parley_device',
  maxAgeSeconds: 365 * DAY_SECONDS,
  form: /^[\w.-]{20,200}$/,
};
/** Proves that a registration is completed in the browser in which it began. */
const REGISTRATION: OwnCookie = {
  name: 'parley_registration',
  maxAgeSeconds: DAY_SECONDS,
  form: TOKEN_FORM,
};

/** Returns the refresh token of a request, or undefined if it has none of the right form. */
export const readRefreshCookie = (request: Request) => readCookie(request, REFRESH);

/** Sets the refresh cookie. */
export const writeRefreshCookie = (request: Request, response: Response, token: string) =>
  writeCookie(request, response, REFRESH, token);

/** Deletes the refresh cookie. */
export const clearRefreshCookie = (request: Request, response: Response) =>
  writeCookie(request, response, REFRESH, '');

/** Returns the device cookie of a request; see `DeviceCookies`. */
export const readDeviceCookie = (request: Request) => readCookie(request, DEVICE);

/** Sets the device cookie. */
export const writeDeviceCookie = (request: Request, response: Response, value: string) =>
  writeCookie(request, response, DEVICE, value);

/** Returns the secret of the browser's unfinished registration. */
export const readRegistrationCookie = (request: Request) => readCookie(request, REGISTRATION);

/** Sets the secret of an unfinished registration. */
export const writeRegistrationCookie = (request: Request, response: Response, secret: string) =>
  writeCookie(request, response, REGISTRATION, secret);

/** Deletes the secret after the registration. */
export const clearRegistrationCookie = (request: Request, response: Response) =>
  writeCookie(request, response, REGISTRATION, '');

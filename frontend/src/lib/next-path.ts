import { browserStorage, readStored, writeStored } from '../core/browser-storage';
import { createLog } from '../core/log';

/**
 * The path to open after signing in, from `?next=`. Only a path of this app is accepted: another
 * origin would be an open redirect (CWE-601).
 */
export function readNextPath(search: URLSearchParams, fallback = '/'): string {
  const next = search.get('next');
  return next !== null && isOwnPath(next) ? next : fallback;
}

/** Adds the path to return to, as `?next=`, to the path of the sign-in or registration page. */
export function withNextPath(path: string, next: string): string {
  if (next === '/' || !isOwnPath(next)) return path;
  return `${path}?${new URLSearchParams({ next }).toString()}`;
}

/** The sign-in page for a page that only accounts can open; it explains why. */
export function accountNeededPath(next: string): string {
  const path = withNextPath('/login', next);
  return `${path}${path.includes('?') ? '&' : '?'}why=account`;
}

const log = createLog('app');

const BASE = 'https://parley.invalid';

function isOwnPath(path: string): boolean {
  // Browsers read `\` as `/` and drop tabs and line breaks: `/\host` and `/\t/host` name hosts.
  if (!path.startsWith('/') || /[\\\u0000-\u001f]/.test(path)) return false;
  try {
    const url = new URL(path, BASE);
    return url.origin === BASE && !['/login', '/register'].includes(url.pathname);
  } catch (error) {
    log.debug('a path to return to is no URL', { error });
    return false;
  }
}

const NEXT = 'next-after-registration';

/**
 * Remembers the path to open after a registration, which the link of an email completes in another
 * tab of this browser.
 */
export function rememberNext(next: string): void {
  writeStored(browserStorage(), NEXT, next);
}

/** Returns the remembered path once, or `/`. */
export function takeNext(): string {
  const next = readStored(browserStorage(), NEXT) ?? '/';
  writeStored(browserStorage(), NEXT, '/');
  return isOwnPath(next) ? next : '/';
}

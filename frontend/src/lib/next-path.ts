import { isOwnPath } from '@parley/shared/own-path';
import { withoutRoomKey } from '../core/room-key';
import { browserStorage, readStored, writeStored } from '../core/browser-storage';

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
  // The server sees the address of the sign-in page, so the key of an encrypted room stays out of it.
  const [page = '', hash] = next.split(/(?=#)/);
  const clean = page + withoutRoomKey(hash ?? '');
  if (clean === '/' || !isOwnPath(clean)) return path;
  return `${path}?${new URLSearchParams({ next: clean }).toString()}`;
}

/** The sign-in page for a page that only accounts can open; it explains why. */
export function accountNeededPath(next: string): string {
  const path = withNextPath('/login', next);
  return `${path}${path.includes('?') ? '&' : '?'}why=account`;
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

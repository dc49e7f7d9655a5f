import { isOwnPath } from '@parley/shared/own-path';

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

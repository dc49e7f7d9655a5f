/**
 * Where to go after signing in, carried as `?next=`. Only a path of this app is accepted, never
 * another origin ("open redirect"), so that a link to the sign-in page cannot lead elsewhere.
 */
export function readNextPath(search: URLSearchParams, fallback = '/'): string {
  const next = search.get('next');
  return next !== null && isOwnPath(next) ? next : fallback;
}

/** Puts the path to come back to behind a link to signing in or registering. */
export function withNextPath(path: string, next: string): string {
  if (next === '/' || !isOwnPath(next)) return path;
  return `${path}?${new URLSearchParams({ next }).toString()}`;
}

const BASE = 'https://parley.invalid';

function isOwnPath(path: string): boolean {
  // A browser reads `\` as `/` and drops tabs and line breaks, so `/\\host` and `/\t/host` are hosts.
  if (!path.startsWith('/') || /[\\\u0000-\u001f]/.test(path)) return false;
  try {
    const url = new URL(path, BASE);
    return url.origin === BASE && !['/login', '/register'].includes(url.pathname);
  } catch {
    return false;
  }
}

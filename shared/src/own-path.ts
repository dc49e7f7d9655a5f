const BASE = 'https://parley.invalid';

/**
 * Whether a text is a path of this app that may be opened after signing in. Another origin would be an
 * open redirect (CWE-601).
 */
export function isOwnPath(path: string): boolean {
  // Browsers read `\` as `/` and drop tabs and line breaks: `/\host` and `/\t/host` name hosts.
  if (!path.startsWith('/') || /[\\\u0000-\u001f]/.test(path)) return false;
  if (!URL.canParse(path, BASE)) return false;
  const url = new URL(path, BASE);
  return url.origin === BASE && !['/login', '/register'].includes(url.pathname);
}

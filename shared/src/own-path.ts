/**
 * Whether a text is a path of this app that may be opened after signing in. Another origin would be an
 * open redirect (CWE-601).
 */
export function isOwnPath(path: string): boolean {
  // Browsers read `\` as `/` and drop tabs and line breaks: `//host`, `/\host` and `/\t/host` name hosts.
  if (!/^\/(?!\/)[^\\\u0000-\u001f]*$/.test(path)) return false;
  const [pathname = ''] = path.split(/[?#]/);
  return pathname !== '/login' && pathname !== '/register';
}

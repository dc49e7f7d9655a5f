/** Explains why the user has to sign in, by the page that they want to open. */
export function reasonFor(nextPath: string): string | null {
  if (nextPath.startsWith('/r/')) return 'You are invited to a meeting. It opens right after this.';
  return nextPath === '/' ? null : 'The page that you wanted opens right after this.';
}

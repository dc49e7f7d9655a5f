/** Tells people why they are asked to sign in, by where they wanted to go. */
export function reasonFor(nextPath: string): string | null {
  if (nextPath.startsWith('/r/')) return 'You are invited to a meeting. It opens right after this.';
  return nextPath === '/' ? null : 'The page that you wanted opens right after this.';
}

/**
 * Explains why the user has to sign in, by the page that they want to open.
 *
 * @param why `account` if the page has no guests
 */
export function reasonFor(nextPath: string, why: string | null = null): string | null {
  if (nextPath.startsWith('/r/')) {
    return why === 'account'
      ? 'Only people with an account can join this meeting. Sign in or create an account; the meeting opens right after this.'
      : 'You are invited to a meeting. It opens right after this.';
  }
  if (nextPath.startsWith('/history')) {
    return 'Only people with an account have a history. Sign in or create an account; you can then add the meetings that you joined as a guest in this browser.';
  }
  return nextPath === '/' ? null : 'The page that you wanted opens right after this.';
}

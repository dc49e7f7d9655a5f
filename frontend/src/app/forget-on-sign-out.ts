import type { QueryClient } from '@tanstack/react-query';
import type { Session } from '../lib/session';

/** Drops everything that was read for one account as soon as it is no longer the one signed in. */
export function forgetOnSignOut(session: Session, queryClient: QueryClient): void {
  let reader = userIdOf(session);
  session.state.subscribe(() => {
    const current = userIdOf(session);
    if (current === reader) return;
    if (reader !== null) queryClient.clear();
    reader = current;
  });
}

function userIdOf(session: Session): string | null {
  const state = session.state.get();
  return state.status === 'signed-in' ? state.user.id : null;
}

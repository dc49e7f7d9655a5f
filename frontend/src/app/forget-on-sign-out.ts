import type { QueryClient } from '@tanstack/react-query';
import { forgetUnsent } from '../features/chat/forget-unsent';
import type { Session } from '../lib/session';

/**
 * Drops everything that was read for one account as soon as it is no longer the one signed in, and
 * its unsent messages when somebody signs out or another account signs in. A session that the
 * server ended keeps them, for the same person who signs in again.
 */
export function forgetOnSignOut(
  session: Session,
  queryClient: Pick<QueryClient, 'clear'>,
  storage: () => Storage = () => window.sessionStorage,
): void {
  let reader = userIdOf(session);
  session.state.subscribe(() => {
    const state = session.state.get();
    const current = userIdOf(session);
    if (current !== null) forgetUnsent(storage, current);
    else if (state.status === 'signed-out' && isDeliberate(state.by)) forgetUnsent(storage);
    if (current === reader) return;
    if (reader !== null) queryClient.clear();
    reader = current;
  });
}

const isDeliberate = (by: string | undefined): boolean => by === 'this-tab' || by === 'another-tab';

function userIdOf(session: Session): string | null {
  const state = session.state.get();
  return state.status === 'signed-in' ? state.user.id : null;
}

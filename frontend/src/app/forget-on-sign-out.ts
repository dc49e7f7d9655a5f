import type { QueryClient } from '@tanstack/react-query';
import { forgetUnsent } from '../features/chat/forget-unsent';
import { type RoomKeys, roomKeys } from '../lib/room-keys';
import type { Session } from '../lib/session';

/**
 * Clears the cached responses of an account as soon as it is no longer signed in. Also deletes its
 * unsent messages and room keys if the user signs out or another account signs in. If the server ended the session,
 * the messages stay for the same user, who may sign in again.
 */
export function forgetOnSignOut(
  session: Session,
  queryClient: Pick<QueryClient, 'clear'>,
  storage: () => Storage = () => window.sessionStorage,
  keys: Pick<RoomKeys, 'forgetAll'> = roomKeys,
): void {
  let cachedFor = userIdOf(session);
  let lastUser = cachedFor;
  session.state.subscribe(() => {
    const state = session.state.get();
    const current = userIdOf(session);
    if (current !== null) forgetUnsent(storage, current);
    else if (state.status === 'signed-out' && isDeliberate(state.by)) {
      forgetUnsent(storage);
      keys.forgetAll();
    }
    if (current !== null && lastUser !== null && current !== lastUser) keys.forgetAll();
    lastUser = current ?? lastUser;
    if (current === cachedFor) return;
    if (cachedFor !== null) queryClient.clear();
    cachedFor = current;
  });
}

const isDeliberate = (by: string | undefined): boolean => by === 'this-tab' || by === 'another-tab';

function userIdOf(session: Session): string | null {
  const state = session.state.get();
  return state.status === 'signed-in' ? state.user.id : null;
}

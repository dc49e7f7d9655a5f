import type { User } from '@parley/shared/auth';
import type { SessionState } from '../lib/session';
import { useDependencies } from './useDependencies';
import { useValue } from './useValue';

/** The session of this tab, with a render at each change. */
export function useSession(): SessionState {
  return useValue(useDependencies().session.state);
}

/** The signed-in user; null if the browser is signed out or the session is unknown. */
export function useUser(): User | null {
  const state = useSession();
  return state.status === 'signed-in' ? state.user : null;
}

import type { User } from '@parley/shared/auth';
import type { SessionState } from '../lib/session';
import { useDependencies } from './useDependencies';
import { useValue } from './useValue';

/** Who is signed in, kept up to date. */
export function useSession(): SessionState {
  return useValue(useDependencies().session.state);
}

/** The signed-in account; for components that are shown to signed-in people only. */
export function useUser(): User | null {
  const state = useSession();
  return state.status === 'signed-in' ? state.user : null;
}

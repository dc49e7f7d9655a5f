import type { User } from '@parley/shared/auth';
import { useCallback, useSyncExternalStore } from 'react';
import type { SessionState } from '../lib/session';
import { useDependencies } from './useDependencies';

/** Who is signed in, kept up to date. */
export function useSession(): SessionState {
  const { state } = useDependencies().session;
  return useSyncExternalStore(
    useCallback((listener) => state.subscribe(listener), [state]),
    () => state.get(),
  );
}

/** The signed-in account; for components that are shown to signed-in people only. */
export function useUser(): User | null {
  const state = useSession();
  return state.status === 'signed-in' ? state.user : null;
}

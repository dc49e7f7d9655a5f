import { enqueueSnackbar } from 'notistack';
import { useEffect, useRef } from 'react';
import { useSession } from '../hooks/useSession';
import { isolate } from '../lib/isolate';

/** Shows a notice when another tab or the server changes the session of this page. */
export function useAccountNews(): void {
  const state = useSession();
  const before = useRef<string | null>(null);
  useEffect(() => {
    if (state.status === 'signed-out' && before.current !== null) {
      if (state.by === 'another-tab') enqueueSnackbar('You signed out in another tab.');
      if (state.by === 'server') enqueueSnackbar('Your session on this device was ended.');
    }
    if (state.status !== 'signed-in') return;
    const { id, displayName } = state.user;
    if (before.current !== null && before.current !== id) {
      enqueueSnackbar(`You are signed in as ${isolate(displayName)} now.`);
    }
    before.current = id;
  }, [state]);
}

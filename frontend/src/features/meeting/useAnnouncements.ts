import { useEffect } from 'react';
import { useSnackbar } from 'notistack';
import type { CallSnapshot } from '../../call/session/call-snapshot';
import { useCall } from '../../hooks/useCall';
import { changesBetween } from './changes-between';

/** Announces joins, leaves, raised hands and shared screens as notices. */
export function useAnnouncements(): void {
  const call = useCall();
  const { enqueueSnackbar } = useSnackbar();
  useEffect(() => {
    let before: CallSnapshot = call.snapshot.get();
    return call.snapshot.subscribe(() => {
      const now = call.snapshot.get();
      for (const sentence of changesBetween(before, now)) {
        enqueueSnackbar(sentence, { preventDuplicate: true, autoHideDuration: 3_000 });
      }
      before = now;
    });
  }, [call, enqueueSnackbar]);
}

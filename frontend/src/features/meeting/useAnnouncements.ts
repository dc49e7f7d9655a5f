import { useEffect } from 'react';
import { useSnackbar } from 'notistack';
import type { CallSnapshot } from '../../call/session/call-snapshot';
import { useCall } from '../../hooks/useCall';
import { Announcer } from './announcer';
import { changesBetween } from './changes-between';

/** Announces joins, leaves, raised hands and shared screens as notices. */
export function useAnnouncements(): void {
  const call = useCall();
  const { enqueueSnackbar } = useSnackbar();
  useEffect(() => {
    let before: CallSnapshot = call.snapshot.get();
    const announcer = new Announcer((sentence) =>
      enqueueSnackbar(sentence, { preventDuplicate: true, autoHideDuration: 3_000 }),
    );
    const stop = call.snapshot.subscribe(() => {
      const now = call.snapshot.get();
      if (now.phase === 'live') announcer.announce(changesBetween(before, now), now.remotes.length);
      before = now;
    });
    return () => {
      stop();
      announcer.close();
    };
  }, [call, enqueueSnackbar]);
}

import Button from '@mui/material/Button';
import { closeSnackbar, enqueueSnackbar } from 'notistack';
import { useEffect } from 'react';
import type { HostActed } from '../../call/session/call-hosting';
import type { CallSession } from '../../call/session/call-session';
import { useCall } from '../../hooks/useCall';
import { hostActedWords, stoppedWords } from './host-acted-words';

/** Tells the user what hosts did to them. It renders nothing itself. */
export function HostNotices() {
  const call = useCall();
  useEffect(() => {
    const { events } = call.hosting;
    const stops = [
      events.on('acted', (acted) => show(call, acted)),
      events.on('stopped', (sources) =>
        enqueueSnackbar(stoppedWords(sources), { autoHideDuration: 8_000 }),
      ),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [call]);
  return null;
}

function show(call: CallSession, acted: HostActed): void {
  const isAsked = acted.action.kind === 'ask_to_unmute';
  if (isAsked && call.snapshot.get().self.microphone.on) return;
  enqueueSnackbar(hostActedWords(acted), {
    autoHideDuration: isAsked ? 20_000 : 8_000,
    ...(isAsked && {
      action: (key) => (
        <Button
          size="small"
          color="inherit"
          onClick={() => {
            void call.media.set('microphone', true);
            closeSnackbar(key);
          }}
        >
          Unmute
        </Button>
      ),
    }),
  });
}

import Close from '@mui/icons-material/Close';
import IconButton from '@mui/material/IconButton';
import { nameLabel } from '@parley/shared/participants';
import { closeSnackbar, enqueueSnackbar } from 'notistack';
import { useEffect, useState } from 'react';
import { useCall, useCallPart } from '../../hooks/useCall';
import { isolate } from '../../lib/isolate';
import { echoNotices } from './echo-notices';

const SHOWN_MS = 15_000;

/** Names the participants whose speakers return the user's voice, since they cannot hear that. */
export function EchoNotices() {
  const call = useCall();
  const echoing = useCallPart((snapshot) => snapshot.echoing);
  const [named] = useState(() => new Map<string, number>());
  useEffect(() => {
    for (const id of echoNotices(echoing, named, performance.now())) {
      const { remotes } = call.snapshot.get();
      const remote = remotes.find(({ participant }) => participant.id === id);
      if (remote !== undefined) showNotice(isolate(nameLabel(remote.participant)));
    }
  }, [call, echoing, named]);
  return null;
}

function showNotice(name: string): void {
  enqueueSnackbar(`${name}’s speakers return your voice. Ask them to use headphones.`, {
    autoHideDuration: SHOWN_MS,
    action: (key) => (
      <IconButton color="inherit" aria-label="Dismiss" onClick={() => closeSnackbar(key)}>
        <Close fontSize="small" />
      </IconButton>
    ),
  });
}

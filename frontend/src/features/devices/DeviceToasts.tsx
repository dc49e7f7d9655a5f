import Button from '@mui/material/Button';
import { closeSnackbar, enqueueSnackbar, type SnackbarKey } from 'notistack';
import { useEffect } from 'react';
import { isInMeeting } from '../../call/session/call-machine';
import type { CallSession } from '../../call/session/call-session';
import type { CallSnapshot } from '../../call/session/call-snapshot';
import type { DeviceNotice } from '../../call/local/local-media-events';
import { useCall, useCallPart } from '../../hooks/useCall';
import { permissionPromptWords } from '../../call-ui/permission-prompt-words';
import { deviceNoticeWords } from './device-notice-words';

/** In the lobby the self-view shows this. */
const askingInCall = ({ phase, self }: CallSnapshot): string | null =>
  isInMeeting(phase) ? permissionPromptWords(self) : null;

/** Shows toasts about devices, in the lobby and in the call. It renders nothing itself. */
export function DeviceToasts() {
  const call = useCall();
  useEffect(() => {
    const shown = new Map<string, SnackbarKey>();
    return call.media.events.on('notice', (notice) => {
      // A newer notice about the same device replaces the earlier one.
      const about = 'role' in notice ? notice.role : notice.kind;
      const before = shown.get(about);
      if (before !== undefined) closeSnackbar(before);
      shown.set(about, show(call, notice));
    });
  }, [call]);
  const asking = useCallPart(askingInCall);
  useEffect(() => {
    if (asking === null) return;
    const shown = enqueueSnackbar(asking, { persist: true });
    return () => closeSnackbar(shown);
  }, [asking]);
  return null;
}

function show(call: CallSession, notice: DeviceNotice): SnackbarKey {
  const turnOn = turnOnAction(call, notice);
  return enqueueSnackbar(deviceNoticeWords(notice), {
    autoHideDuration: 6_000,
    ...(turnOn && {
      action: (key) => (
        <Button
          size="small"
          color="inherit"
          onClick={() => {
            turnOn();
            closeSnackbar(key);
          }}
        >
          Turn on
        </Button>
      ),
    }),
  });
}

/** Turns the source on that the notice says is off; null for other notices. */
function turnOnAction(call: CallSession, notice: DeviceNotice): (() => void) | null {
  if (notice.kind === 'talking') return () => void call.media.set('microphone', true);
  if (notice.kind !== 'allowed') return null;
  const { role } = notice;
  if (call.snapshot.get().self[role].on) return null;
  return () => void call.media.set(role, true);
}

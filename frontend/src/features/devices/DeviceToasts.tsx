import Button from '@mui/material/Button';
import { closeSnackbar, enqueueSnackbar, type SnackbarKey } from 'notistack';
import { useEffect } from 'react';
import type { CallSession } from '../../call/session/call-session';
import type { CallSnapshot } from '../../call/session/call-snapshot';
import type { DeviceNotice } from '../../call/local/device-notice';
import { useCall, useCallPart } from '../../hooks/useCall';
import { permissionPromptWords } from '../../call-ui/permission-prompt-words';
import { deviceNoticeWords } from './device-notice-words';

/** In the call there is no self-view that says it. */
const askingInCall = ({ phase, self }: CallSnapshot): string | null =>
  phase === 'live' || phase === 'reconnecting' ? permissionPromptWords(self) : null;

/** Says what happened to devices, before and in the call; shows nothing itself. */
export function DeviceToasts() {
  const call = useCall();
  useEffect(() => {
    const shown = new Map<string, SnackbarKey>();
    return call.media.onNotice((notice) => {
      // What was said of the same device before is no longer so.
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

/** What is off now and may be wanted on. */
function turnOnAction(call: CallSession, notice: DeviceNotice): (() => void) | null {
  if (notice.kind === 'talking') return () => void call.media.set('microphone', true);
  if (notice.kind !== 'allowed') return null;
  const { role } = notice;
  if (call.snapshot.get().self[role].on) return null;
  return () => void call.media.set(role, true);
}

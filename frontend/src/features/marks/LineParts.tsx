import { Suspense, useEffect } from 'react';
import { isInMeeting } from '../../call/session/call-machine';
import { useCall } from '../../hooks/useCall';
import { useValue } from '../../hooks/useValue';
import { lazyInCall } from '../../lib/lazy-part';
import type { LineControl } from './line-control';
import { kindOfPress, markKeysAreOn } from './mark-keys';

const LineMenu = lazyInCall(async () => (await import('./LineMenu')).LineMenu);
const MarkActionDialog = lazyInCall(async () => (await import('./LineDialogs')).MarkActionDialog);
const RetractDialog = lazyInCall(async () => (await import('./LineDialogs')).RetractDialog);

/** Menu, dialogs and keys of the lines. Their code loads when they are first used. */
export function LineParts({ control }: { control: LineControl }) {
  useMarkKeys(control);
  const menu = useValue(control.menu);
  const dialog = useValue(control.dialog);
  const closeDialog = (): void => control.dialog.set(null);
  return (
    <Suspense fallback={null}>
      {menu !== null && <LineMenu control={control} menu={menu} />}
      {dialog?.kind === 'action' && (
        <MarkActionDialog control={control} line={dialog.line} onClose={closeDialog} />
      )}
      {dialog?.kind === 'retract' && (
        <RetractDialog control={control} line={dialog.line} onClose={closeDialog} />
      )}
    </Suspense>
  );
}

/** M, D and A mark the latest line, wherever the focus is, except where letters mean something. */
function useMarkKeys(control: LineControl): void {
  const call = useCall();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      // The stage is rendered in the lobby already.
      if (!markKeysAreOn.get() || !isInMeeting(call.snapshot.get().phase)) return;
      const kind = kindOfPress(event);
      if (kind === undefined) return;
      event.preventDefault();
      control.markLatest(kind);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [call, control]);
}

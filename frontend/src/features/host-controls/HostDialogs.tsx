import { type ReactNode, useState } from 'react';
import { EndForAllDialog } from './EndForAllDialog';
import { HostDialogContext, type HostDialog } from './host-dialogs';
import { KeepOutDialog } from './KeepOutDialog';
import { MuteAllDialog } from './MuteAllDialog';

/** Shows the dialogs that the host controls inside open. */
export function HostDialogs({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<HostDialog | null>(null);
  const close = (): void => setDialog(null);
  return (
    <HostDialogContext value={setDialog}>
      {children}
      {dialog?.kind === 'mute-all' && <MuteAllDialog onClose={close} />}
      {dialog?.kind === 'keep-out' && <KeepOutDialog person={dialog.person} onClose={close} />}
      <EndForAllDialog open={dialog?.kind === 'end-for-all'} onClose={close} />
    </HostDialogContext>
  );
}

import { useState } from 'react';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useHostCommand } from './useHostCommand';

interface EndForAllDialogProps {
  open: boolean;
  onClose: () => void;
}

/** Asks before a host ends the meeting for everybody. */
export function EndForAllDialog({ open, onClose }: EndForAllDialogProps) {
  const run = useHostCommand();
  const [isBusy, setIsBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setIsBusy(true);
    await run('meeting:end-for-all', {});
    setIsBusy(false);
    onClose();
  };
  return (
    <ConfirmDialog
      open={open}
      title="End the meeting for everybody?"
      text="Everybody leaves at once, also people whose connection is interrupted. The record stays."
      action="End for all"
      busy={isBusy}
      onConfirm={() => void confirm()}
      onClose={onClose}
    />
  );
}

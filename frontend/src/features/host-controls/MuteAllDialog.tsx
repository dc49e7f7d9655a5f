import { useState } from 'react';
import { useCallPart } from '../../hooks/useCall';
import { FormDialog } from '../../ui/FormDialog';
import { HintedSwitch } from '../../ui/HintedSwitch';
import { useHostCommand } from './useHostCommand';

/** Mutes all participants who are no hosts, with or without permission to unmute. */
export function MuteAllDialog({ onClose }: { onClose: () => void }) {
  const run = useHostCommand();
  const [isBusy, setIsBusy] = useState(false);
  const [mayUnmute, setMayUnmute] = useState(
    useCallPart(({ meeting }) => meeting?.controls.mayUnmute ?? true),
  );
  const submit = async (): Promise<void> => {
    setIsBusy(true);
    if (await run('meeting:mute-all', { mayUnmute })) onClose();
    setIsBusy(false);
  };
  return (
    <FormDialog
      title="Mute all"
      action="Mute all"
      busy={isBusy}
      problem={undefined}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onClose={onClose}
    >
      <HintedSwitch
        label="Let people unmute themselves"
        hint={
          mayUnmute
            ? 'Everybody but the hosts is muted now.'
            : 'Everybody but the hosts is muted, and stays so until a host asks them to unmute.'
        }
        isLive
        isOn={mayUnmute}
        onChange={setMayUnmute}
      />
    </FormDialog>
  );
}

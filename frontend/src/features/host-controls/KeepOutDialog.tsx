import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';
import type { KeepOut } from '@parley/shared/host-controls';
import { nameLabel, type Participant } from '@parley/shared/participants';
import { useId, useState } from 'react';
import { isolate } from '../../lib/isolate';
import { FormDialog } from '../../ui/FormDialog';
import { useHostCommand } from './useHostCommand';

interface KeepOutDialogProps {
  person: Participant;
  onClose: () => void;
}

/** Asks how a person is kept out of the room, and removes them. */
export function KeepOutDialog({ person, onClose }: KeepOutDialogProps) {
  const run = useHostCommand();
  const [isBusy, setIsBusy] = useState(false);
  const [keepOut, setKeepOut] = useState<KeepOut>('person');
  const isGuest = person.role === 'guest';
  const name = isolate(nameLabel(person));
  const submit = async (): Promise<void> => {
    setIsBusy(true);
    if (await run('participant:remove', { id: person.id, keepOut })) onClose();
    setIsBusy(false);
  };
  return (
    <FormDialog
      title={`Remove ${name} and keep them out?`}
      action="Remove and keep out"
      busy={isBusy}
      problem={undefined}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onClose={onClose}
    >
      <Typography>
        {name} cannot come back, now or later. The owner can change that in the settings of the
        room.
      </Typography>
      {isGuest && <GuestChoice value={keepOut} onChange={setKeepOut} />}
    </FormDialog>
  );
}

interface GuestChoiceProps {
  value: KeepOut;
  onChange: (value: KeepOut) => void;
}

/** A guest has no account, so every way to recognise one is weak, and the dialog says so. */
function GuestChoice({ value, onChange }: GuestChoiceProps) {
  const labelId = useId();
  return (
    <FormControl>
      <FormLabel id={labelId}>Recognise this guest by</FormLabel>
      <RadioGroup
        aria-labelledby={labelId}
        value={value}
        onChange={(_event, next) => onChange(next === 'address' ? 'address' : 'person')}
      >
        <FormControlLabel value="person" control={<Radio />} label="Their browser" />
        <Hint>A guest with another browser can come back under another name.</Hint>
        <FormControlLabel value="address" control={<Radio />} label="Their browser and address" />
        <Hint>
          This is weak: other guests in the same house or office are kept out too, and the guest can
          come back from another network.
        </Hint>
      </RadioGroup>
    </FormControl>
  );
}

function Hint({ children }: { children: string }) {
  return (
    <Typography
      variant="body2"
      sx={{ color: 'text.secondary', marginInlineStart: 4, marginTop: -0.5, marginBottom: 1 }}
    >
      {children}
    </Typography>
  );
}

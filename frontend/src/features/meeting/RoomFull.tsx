import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import { Link } from 'react-router';
import { nameLabel } from '@parley/shared/participants';
import { useCallPart } from '../../hooks/useCall';
import { useGuest } from '../../hooks/useGuest';
import { formatNames } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { Notice } from '../../ui/Notice';
import { ServerTrouble } from '../../call-ui/ServerTrouble';

/** The screen while all seats are taken. The call joins by itself when one is free. */
export function RoomFull() {
  const presence = useCallPart((snapshot) => snapshot.presence);
  const names = presence?.people.map((person) => isolate(nameLabel(person))) ?? [];
  return (
    <Notice
      live="status"
      title="This room is full"
      text={
        <>
          {presence === null ? '' : `It has ${presence.capacity} seats. `}
          {names.length > 0 && `In it: ${formatNames(names)}. `}
          You join automatically as soon as a seat is free.
        </>
      }
    >
      <CircularProgress size={28} aria-label="Waiting for a seat" />
      <ServerTrouble />
      <Button component={Link} to="/" variant="outlined">
        {useGuest() === null ? 'Back to dashboard' : 'Back to the start page'}
      </Button>
    </Notice>
  );
}

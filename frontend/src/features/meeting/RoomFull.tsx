import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import { presentCount, type RoomPresence } from '@parley/shared/meetings';
import { Link } from 'react-router';
import { nameLabel } from '@parley/shared/participants';
import { useCallPart } from '../../hooks/useCall';
import { useGuest } from '../../hooks/useGuest';
import { formatNames } from '../../lib/format';
import { isolate } from '../../lib/isolate';
import { Notice } from '../../ui/Notice';
import { ServerTrouble } from '../../call-ui/ServerTrouble';

/** The screen while nobody can take a seat. The call joins by itself when somebody can. */
export function RoomFull() {
  const presence = useCallPart((snapshot) => snapshot.presence);
  const { title, text } = wordsFor(presence);
  return (
    <Notice live="status" title={title} text={text}>
      <CircularProgress size={28} aria-label="Waiting for a seat" />
      <ServerTrouble />
      <Button component={Link} to="/" variant="outlined">
        {useGuest() === null ? 'Back to dashboard' : 'Back to the start page'}
      </Button>
    </Notice>
  );
}

function wordsFor(presence: RoomPresence | null): { title: string; text: string } {
  const automatically = 'You join automatically as soon as';
  const full = 'This room is full';
  if (presence === null) return { title: full, text: `${automatically} a seat is free.` };
  const count = presentCount(presence);
  if (presence.waitsFor === 'move' && presence.room.keyCheck !== undefined) {
    return {
      title: 'This meeting cannot grow yet',
      text: `It has ${count} people and is end-to-end encrypted. It moves to the media server, which can hold more, when every browser in it can encrypt for that; Chrome and Edge can. ${automatically} it has moved or a seat is free.`,
    };
  }
  if (presence.waitsFor === 'move') {
    return {
      title: 'The meeting is making room',
      text: `It has ${count} people and is moving to a media server, which can hold more. ${automatically} it has moved.`,
    };
  }
  if (presence.waitsFor === 'sfu') {
    return {
      title: 'This meeting cannot grow now',
      text: `It has ${count} people. More need the media server, which does not answer; whoever runs this server can start it again. ${automatically} it is back or a seat is free.`,
    };
  }
  const names = presence.people.map((person) => isolate(nameLabel(person)));
  const inIt = count > 0 ? ` In it: ${formatNames(names, count)}.` : '';
  const text = `It has ${presence.capacity} seats.${inIt} ${automatically} a seat is free.`;
  return { title: full, text };
}

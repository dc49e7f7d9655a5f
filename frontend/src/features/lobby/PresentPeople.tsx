import Typography from '@mui/material/Typography';
import { presentCount, type RoomPresence } from '@parley/shared/meetings';
import { nameLabel, type PresentParticipant } from '@parley/shared/participants';
import { useCallPart } from '../../hooks/useCall';
import { formatNames } from '../../lib/format';
import { isolate } from '../../lib/isolate';

/** The names of the participants in the meeting. */
export function PresentPeople() {
  const presence = useCallPart((snapshot) => snapshot.presence);
  // Otherwise the server does not say who is there.
  const isOpen = useCallPart(({ entry }) => entry === 'open');
  return (
    <Typography
      aria-live="polite"
      sx={{ color: 'text.secondary', minHeight: 24, overflowWrap: 'anywhere' }}
    >
      {presence === null || !isOpen ? '' : sentence(presence)}
    </Typography>
  );
}

function sentence(presence: RoomPresence): string {
  const count = presentCount(presence);
  if (count === 0) return 'Nobody is here yet.';
  const names = presence.people.map(shownName);
  return `${formatNames(names, count)} ${count === 1 ? 'is' : 'are'} here.`;
}

const shownName = (person: PresentParticipant): string => {
  const name = isolate(nameLabel(person));
  return person.role === 'guest' ? `${name} (guest)` : name;
};

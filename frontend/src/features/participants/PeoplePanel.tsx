import MicOff from '@mui/icons-material/MicOff';
import PanTool from '@mui/icons-material/PanTool';
import PresentToAll from '@mui/icons-material/PresentToAll';
import VideocamOff from '@mui/icons-material/VideocamOff';
import Box from '@mui/material/Box';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemText from '@mui/material/ListItemText';
import type { Participant } from '@parley/shared/participants';
import { useCallPart } from '../../hooks/useCall';
import { Initial } from '../../ui/Initial';

/** Everybody in the meeting and the state that they are in. */
export function PeoplePanel() {
  const self = useCallPart((snapshot) => snapshot.self.participant);
  const remotes = useCallPart((snapshot) => snapshot.remotes);
  const people = [...(self === null ? [] : [self]), ...remotes.map((r) => r.participant)];
  return (
    <Box tabIndex={0} role="region" aria-label="People in the meeting" sx={{ overflow: 'auto' }}>
      <List disablePadding>
        {people.map((person) => (
          <Person key={person.id} person={person} isSelf={person.id === self?.id} />
        ))}
      </List>
    </Box>
  );
}

function Person({ person, isSelf }: { person: Participant; isSelf: boolean }) {
  const { displayName, isOwner, connection, media } = person;
  const facts = [isOwner && 'Owner of the room', connection === 'reconnecting' && 'Reconnecting…'];
  return (
    <ListItem sx={{ gap: 1.5 }}>
      <Initial name={displayName} />
      <ListItemText
        primary={isSelf ? `${displayName} (You)` : displayName}
        secondary={facts.filter(Boolean).join(' · ') || undefined}
        slotProps={{ primary: { noWrap: true } }}
      />
      {media.hand && <PanTool titleAccess="Hand raised" fontSize="small" />}
      {media.screen && <PresentToAll titleAccess="Sharing a screen" fontSize="small" />}
      {!media.microphone && <MicOff titleAccess="Microphone off" fontSize="small" />}
      {!media.camera && <VideocamOff titleAccess="Camera off" fontSize="small" />}
    </ListItem>
  );
}

import MicOff from '@mui/icons-material/MicOff';
import PanTool from '@mui/icons-material/PanTool';
import PresentToAll from '@mui/icons-material/PresentToAll';
import VideocamOff from '@mui/icons-material/VideocamOff';
import Box from '@mui/material/Box';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemText from '@mui/material/ListItemText';
import type { MediaState, Participant } from '@parley/shared/participants';
import type { ReactNode } from 'react';
import type { OwnParticipant } from '../../call/session/call-snapshot';
import { useCallPart } from '../../hooks/useCall';
import { roleLabel } from '../../lib/role-words';
import { Initial } from '../../ui/Initial';
import { NameLine } from '../../ui/NameLine';
import { EncryptionNotice } from './EncryptionNotice';
import { SafetyCode } from './SafetyCode';

interface PeoplePanelProps {
  /** What hosts can do with a participant. */
  menuOf: (person: Participant) => ReactNode;
}

/** The participants of the meeting and their states. */
export function PeoplePanel({ menuOf }: PeoplePanelProps) {
  const remotes = useCallPart((snapshot) => snapshot.remotes);
  return (
    <Box tabIndex={0} role="region" aria-label="People in the meeting" sx={{ overflow: 'auto' }}>
      <List disablePadding>
        <Self />
        {remotes.map(({ participant, fingerprints }) => (
          <Person
            key={participant.id}
            person={participant}
            media={participant.media}
            isReconnecting={participant.connection === 'reconnecting'}
            safetyCode={<SafetyCode participant={participant} fingerprints={fingerprints} />}
            menu={menuOf(participant)}
          />
        ))}
      </List>
      <EncryptionNotice />
    </Box>
  );
}

/** The user, with the states of their own devices, as in their tile. */
function Self() {
  const self = useCallPart((snapshot) => snapshot.self);
  const isReconnecting = useCallPart(({ phase }) => phase === 'reconnecting');
  if (self.participant === null) return null;
  const media = {
    microphone: self.microphone.on,
    camera: self.camera.on,
    screen: self.screen.on,
    hand: self.handRaised,
  };
  return <Person person={self.participant} media={media} isReconnecting={isReconnecting} isSelf />;
}

interface PersonProps {
  person: OwnParticipant;
  media: MediaState;
  isReconnecting: boolean;
  isSelf?: boolean;
  safetyCode?: ReactNode;
  menu?: ReactNode;
}

function Person(props: PersonProps) {
  const { person, media, isReconnecting, isSelf = false, safetyCode, menu } = props;
  const remarks = [roleLabel(person.role), isReconnecting && 'Reconnecting…'];
  return (
    <ListItem sx={{ gap: 1.5 }}>
      <Initial person={person} />
      <ListItemText
        primary={<NameLine person={person} after={isSelf ? '(You)' : undefined} />}
        secondary={
          <>
            {remarks.filter(Boolean).join(' · ')}
            {safetyCode && <Box>{safetyCode}</Box>}
          </>
        }
        slotProps={{ secondary: { component: 'div' } }}
      />
      {media.hand && <PanTool titleAccess="Hand raised" fontSize="small" />}
      {media.screen && <PresentToAll titleAccess="Sharing a screen" fontSize="small" />}
      {!media.microphone && <MicOff titleAccess="Microphone off" fontSize="small" />}
      {!media.camera && <VideocamOff titleAccess="Camera off" fontSize="small" />}
      {menu}
    </ListItem>
  );
}

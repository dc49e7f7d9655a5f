import MicOff from '@mui/icons-material/MicOff';
import PanTool from '@mui/icons-material/PanTool';
import PresentToAll from '@mui/icons-material/PresentToAll';
import VideocamOff from '@mui/icons-material/VideocamOff';
import Box from '@mui/material/Box';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemText from '@mui/material/ListItemText';
import { type MediaState, nameLabel, type Participant } from '@parley/shared/participants';
import { memo, type ReactNode, useState } from 'react';
import type { OwnParticipant, RemoteSnapshot } from '../../call/session/call-snapshot';
import { useCallPart } from '../../hooks/useCall';
import { matchesName } from '../../lib/matches-name';
import { roleLabel } from '../../lib/role-words';
import { Initial } from '../../ui/Initial';
import { NameLine } from '../../ui/NameLine';
import { TextInput } from '../../ui/TextInput';
import { EncryptionNotice } from './EncryptionNotice';
import { SafetyCode } from './SafetyCode';

interface PeoplePanelProps {
  /** What hosts can do with a participant. */
  menuOf: (person: Participant) => ReactNode;
}

/** From more people on, the panel has a search field, and raised hands come first. */
const MANY = 20;

/** The participants of the meeting and their states. */
export function PeoplePanel({ menuOf }: PeoplePanelProps) {
  const remotes = useCallPart((snapshot) => snapshot.remotes);
  const self = useCallPart((snapshot) => snapshot.self.participant);
  const [search, setSearch] = useState('');
  const isLarge = remotes.length + 1 > MANY;
  // A meeting that has become small shows all people again.
  const wanted = isLarge ? search : '';
  const others = remotes.filter(({ participant }) => matchesName(nameLabel(participant), wanted));
  const hasSelf = self !== null && matchesName(nameLabel(self), wanted);
  return (
    <>
      {isLarge && (
        <Search
          search={search}
          onSearch={setSearch}
          found={others.length + (hasSelf ? 1 : 0)}
          count={remotes.length + 1}
        />
      )}
      <Box tabIndex={0} role="region" aria-label="People in the meeting" sx={{ overflow: 'auto' }}>
        <List disablePadding>
          {hasSelf && <Self />}
          {(isLarge ? handsFirst(others) : others).map((remote) => (
            <Remote key={remote.participant.id} remote={remote} menuOf={menuOf} />
          ))}
        </List>
        <EncryptionNotice />
      </Box>
    </>
  );
}

/** Raised hands would be far down in a long list. */
const handsFirst = (remotes: readonly RemoteSnapshot[]): RemoteSnapshot[] =>
  [...remotes].sort((a, b) => Number(b.participant.media.hand) - Number(a.participant.media.hand));

interface SearchProps {
  search: string;
  onSearch: (search: string) => void;
  found: number;
  count: number;
}

function Search({ search, onSearch, found, count }: SearchProps) {
  const isAll = search.trim() === '';
  return (
    <Box sx={{ paddingInline: 2, paddingBlock: 1 }}>
      <TextInput
        label="Search people"
        type="search"
        fullWidth
        autoComplete="off"
        value={search}
        onChange={({ target }) => onSearch(target.value)}
        helperText={
          <span role="status">{isAll ? `${count} people` : `${found} of ${count} people`}</span>
        }
      />
    </Box>
  );
}

interface RemoteProps extends PeoplePanelProps {
  remote: RemoteSnapshot;
}

/** Memoised: a change of one participant does not render fifty. */
const Remote = memo(function Remote({ remote, menuOf }: RemoteProps) {
  const { participant, fingerprints } = remote;
  return (
    <Person
      person={participant}
      media={participant.media}
      isReconnecting={participant.connection === 'reconnecting'}
      safetyCode={<SafetyCode participant={participant} fingerprints={fingerprints} />}
      menu={menuOf(participant)}
    />
  );
});

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

import MoreVert from '@mui/icons-material/MoreVert';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { mayControl, mayPromote } from '@parley/shared/host-controls';
import { nameLabel, type Participant } from '@parley/shared/participants';
import { useId, useState } from 'react';
import { useCallPart } from '../../hooks/useCall';
import { useLayer } from '../../hooks/useLayer';
import { useMay } from '../../hooks/useMay';
import { isolate } from '../../lib/isolate';
import { useHostDialog } from './host-dialogs';
import { useHostCommand } from './useHostCommand';

/** What hosts can do with a participant; nothing for everybody else. */
export function PersonMenu({ person }: { person: Participant }) {
  const role = useCallPart(({ self }) => self.participant?.role ?? 'participant');
  const isHosting = useMay('participant:mute');
  if (!isHosting || !mayControl(role, person.role)) return null;
  return <MenuOfPerson person={person} mayMakeCoHost={mayPromote(role, person.role)} />;
}

interface MenuOfPersonProps {
  person: Participant;
  mayMakeCoHost: boolean;
}

function MenuOfPerson({ person, mayMakeCoHost }: MenuOfPersonProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const menuId = useId();
  const run = useHostCommand();
  const openDialog = useHostDialog();
  const close = (): void => setAnchor(null);
  useLayer(anchor !== null, close);
  const { id, media, role } = person;
  const name = isolate(nameLabel(person));
  const cannotUnmute = person.cannotUnmute === true;

  const item = (label: string, onChoose: () => void, isRed = false) => (
    <MenuItem
      key={label}
      onClick={() => {
        close();
        onChoose();
      }}
      sx={{ minHeight: 44, ...(isRed && { color: 'error.main' }) }}
    >
      {label}
    </MenuItem>
  );

  return (
    <>
      <IconButton
        aria-label={`More about ${name}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor === null ? undefined : menuId}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ width: 44, height: 44 }}
      >
        <MoreVert />
      </IconButton>
      <Menu
        id={menuId}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        slotProps={{ list: { 'aria-label': `More about ${name}` } }}
      >
        {media.microphone
          ? item('Mute', () => void run('participant:mute', { id }))
          : item('Ask to unmute', () => void run('participant:ask-to-unmute', { id }))}
        {!cannotUnmute &&
          item('Mute until asked', () => void run('participant:mute', { id, mayUnmute: false }))}
        {media.camera && item('Turn camera off', () => void run('participant:stop-camera', { id }))}
        {media.screen && item('Stop sharing', () => void run('participant:stop-share', { id }))}
        {mayMakeCoHost && item('Make co-host', () => void run('participant:promote', { id }))}
        {role === 'cohost' &&
          item('Remove as co-host', () => void run('participant:demote', { id }))}
        <Divider />
        {item('Remove', () => void run('participant:remove', { id }), true)}
        {item('Remove and keep out', () => openDialog({ kind: 'keep-out', person }), true)}
      </Menu>
    </>
  );
}

import CallEnd from '@mui/icons-material/CallEnd';
import ChatBubbleOutlined from '@mui/icons-material/ChatBubbleOutlined';
import LockOpen from '@mui/icons-material/LockOpen';
import LockOutlined from '@mui/icons-material/LockOutlined';
import MicOff from '@mui/icons-material/MicOff';
import PresentToAll from '@mui/icons-material/PresentToAll';
import { DEFAULT_CONTROLS, type MeetingControls } from '@parley/shared/roles';
import type { ComponentType } from 'react';
import { MoreItem, type MenuContext } from '../../call-ui/MoreItem';
import { useCallPart } from '../../hooks/useCall';
import { useMay } from '../../hooks/useMay';
import { useHostDialog } from './host-dialogs';
import { useHostCommand } from './useHostCommand';

/** The items of hosts in the menu 'More'; each renders nothing for everybody else. */
export const HOST_ITEMS: readonly ComponentType<MenuContext>[] = [
  LockItem,
  MuteAllItem,
  ChatItem,
  SharingItem,
  EndItem,
];

const useControls = (): MeetingControls =>
  useCallPart(({ meeting }) => meeting?.controls ?? DEFAULT_CONTROLS);

function LockItem({ close }: MenuContext) {
  const { isLocked } = useControls();
  const run = useHostCommand();
  if (!useMay('meeting:set-controls')) return null;
  return (
    <MoreItem
      name={isLocked ? 'Unlock meeting' : 'Lock meeting'}
      icon={isLocked ? <LockOpen fontSize="small" /> : <LockOutlined fontSize="small" />}
      onChoose={() => {
        close();
        void run('meeting:set-controls', { isLocked: !isLocked });
      }}
    />
  );
}

function MuteAllItem({ close }: MenuContext) {
  const open = useHostDialog();
  if (!useMay('meeting:mute-all')) return null;
  return (
    <MoreItem
      name="Mute all"
      icon={<MicOff fontSize="small" />}
      onChoose={() => {
        close();
        open({ kind: 'mute-all' });
      }}
    />
  );
}

function ChatItem({ close }: MenuContext) {
  const { isChatOn } = useControls();
  const run = useHostCommand();
  if (!useMay('meeting:set-controls')) return null;
  return (
    <MoreItem
      name="Chat for everyone"
      icon={<ChatBubbleOutlined fontSize="small" />}
      checked={isChatOn}
      onChoose={() => {
        close();
        void run('meeting:set-controls', { isChatOn: !isChatOn });
      }}
    />
  );
}

function SharingItem({ close }: MenuContext) {
  const { mayShare } = useControls();
  const run = useHostCommand();
  if (!useMay('meeting:set-controls')) return null;
  return (
    <MoreItem
      name="Sharing for everyone"
      icon={<PresentToAll fontSize="small" />}
      checked={mayShare}
      onChoose={() => {
        close();
        void run('meeting:set-controls', { mayShare: !mayShare });
      }}
    />
  );
}

function EndItem({ close }: MenuContext) {
  const open = useHostDialog();
  if (!useMay('meeting:end-for-all')) return null;
  return (
    <MoreItem
      name="End for all"
      icon={<CallEnd fontSize="small" color="error" />}
      onChoose={() => {
        close();
        open({ kind: 'end-for-all' });
      }}
    />
  );
}

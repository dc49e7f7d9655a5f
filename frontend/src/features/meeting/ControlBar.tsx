import CallEnd from '@mui/icons-material/CallEnd';
import ChatBubbleOutlined from '@mui/icons-material/ChatBubbleOutlined';
import Link from '@mui/icons-material/Link';
import PanToolOutlined from '@mui/icons-material/PanToolOutlined';
import PeopleOutlined from '@mui/icons-material/PeopleOutlined';
import PresentToAll from '@mui/icons-material/PresentToAll';
import CancelPresentation from '@mui/icons-material/CancelPresentation';
import Settings from '@mui/icons-material/Settings';
import Box from '@mui/material/Box';
import { useCall, useCallPart } from '../../hooks/useCall';
import { unreadLabel } from '../../lib/unread-label';
import { ControlButton } from './ControlButton';
import { DeviceButton } from './DeviceButton';
import { MoreMenu } from './MoreMenu';
import { type Panel, panelButtonId } from './panel';

interface ControlBarProps {
  panel: Panel | null;
  onTogglePanel: (panel: Panel) => void;
  unread: number;
  onCopyInvite: () => void;
  onOpenDevices: () => void;
}

/** All controls of the call in one bar; in two rows where a phone is narrow. */
export function ControlBar(props: ControlBarProps) {
  const { panel, onTogglePanel, unread, onCopyInvite, onOpenDevices } = props;
  const call = useCall();
  return (
    <Box
      role="toolbar"
      aria-label="Call controls"
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        justifyContent: 'center',
        gap: 1,
        padding: 1,
        paddingBottom: 'max(8px, env(safe-area-inset-bottom))',
      }}
    >
      <OwnSources onOpenDevices={onOpenDevices} />
      <ControlButton
        id={panelButtonId('chat')}
        name="Chat"
        icon={<ChatBubbleOutlined />}
        look={panel === 'chat' ? 'open' : 'plain'}
        expanded={panel === 'chat'}
        badge={unread}
        description={unread > 0 ? unreadLabel(unread) : undefined}
        onClick={() => onTogglePanel('chat')}
      />
      <ControlButton
        id={panelButtonId('people')}
        name="People"
        icon={<PeopleOutlined />}
        look={panel === 'people' ? 'open' : 'plain'}
        expanded={panel === 'people'}
        onClick={() => onTogglePanel('people')}
      />
      <ControlButton name="Copy invite link" icon={<Link />} onClick={onCopyInvite} />
      <ControlButton name="Devices" icon={<Settings />} onClick={onOpenDevices} />
      <MoreMenu onTogglePanel={onTogglePanel} />
      <ControlButton
        name="Leave"
        icon={<CallEnd />}
        look="leave"
        onClick={() => void call.leave()}
      />
    </Box>
  );
}

function OwnSources({ onOpenDevices }: Pick<ControlBarProps, 'onOpenDevices'>) {
  const call = useCall();
  const screen = useCallPart(({ self }) => self.screen);
  const handRaised = useCallPart(({ self }) => self.handRaised);
  // Phones have no screen sharing; a button that can only fail is worse than none.
  const canShare = typeof navigator.mediaDevices?.getDisplayMedia === 'function';
  return (
    <>
      <DeviceButton source="microphone" onProblem={onOpenDevices} />
      <DeviceButton source="camera" onProblem={onOpenDevices} />
      {canShare && (
        <ControlButton
          name={screen.on ? 'Stop sharing' : 'Share screen'}
          icon={screen.on ? <CancelPresentation /> : <PresentToAll />}
          look={screen.on ? 'off' : 'plain'}
          pending={screen.pending}
          onClick={() =>
            screen.on ? call.media.stopScreenShare() : void call.media.startScreenShare()
          }
        />
      )}
      <ControlButton
        name={handRaised ? 'Lower hand' : 'Raise hand'}
        icon={<PanToolOutlined />}
        look={handRaised ? 'off' : 'plain'}
        onClick={() => call.media.setHand(!handRaised)}
      />
    </>
  );
}

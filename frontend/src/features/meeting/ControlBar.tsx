import CallEnd from '@mui/icons-material/CallEnd';
import ChatBubbleOutlined from '@mui/icons-material/ChatBubbleOutlined';
import Box from '@mui/material/Box';
import type { ComponentType } from 'react';
import type { MenuContext } from '../../call-ui/MoreItem';
import { useCall } from '../../hooks/useCall';
import { unreadLabel } from '../../call-ui/unread-label';
import { ControlButton } from './ControlButton';
import { DeviceButton } from './DeviceButton';
import { MoreMenu } from './MoreMenu';
import { MoreSheet } from './MoreSheet';
import { type Panel, panelButtonId } from './panel';
import { useIsCompact } from './useIsCompact';
import { useOtherControls } from './useOtherControls';

interface ControlBarProps {
  panel: Panel | null;
  onTogglePanel: (panel: Panel) => void;
  unread: number;
  onCopyInvite: () => void;
  onOpenDevices: () => void;
  /** Further items of the menu “More”. */
  furtherItems: readonly ComponentType<MenuContext>[];
}

/** The controls of the call in a row. On a phone, a sheet has the less important ones. */
export function ControlBar(props: ControlBarProps) {
  const { panel, onTogglePanel, unread, onOpenDevices, furtherItems } = props;
  const call = useCall();
  const isCompact = useIsCompact();
  const { sources, others } = useOtherControls(props);
  return (
    <Box
      role="toolbar"
      aria-label="Call controls"
      sx={{
        display: 'flex',
        justifyContent: 'center',
        gap: isCompact ? 1.5 : 1,
        paddingInline: 1,
        paddingTop: isCompact ? 0.5 : 1,
        paddingBottom: 'max(8px, env(safe-area-inset-bottom))',
      }}
    >
      <DeviceButton source="microphone" onProblem={onOpenDevices} />
      <DeviceButton source="camera" onProblem={onOpenDevices} />
      {!isCompact && sources.map((control) => <ControlButton key={control.id} {...control} />)}
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
      {!isCompact && others.map((control) => <ControlButton key={control.id} {...control} />)}
      {isCompact ? (
        <MoreSheet
          controls={[...sources, ...others]}
          onTogglePanel={onTogglePanel}
          furtherItems={furtherItems}
        />
      ) : (
        <MoreMenu onTogglePanel={onTogglePanel} furtherItems={furtherItems} />
      )}
      <ControlButton
        name="Leave"
        icon={<CallEnd />}
        look="leave"
        onClick={() => void call.leave()}
      />
    </Box>
  );
}

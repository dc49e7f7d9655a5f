import CancelPresentation from '@mui/icons-material/CancelPresentation';
import Link from '@mui/icons-material/Link';
import PanToolOutlined from '@mui/icons-material/PanToolOutlined';
import PeopleOutlined from '@mui/icons-material/PeopleOutlined';
import PresentToAll from '@mui/icons-material/PresentToAll';
import Settings from '@mui/icons-material/Settings';
import { useCall, useCallPart } from '../../hooks/useCall';
import { useMayTurnOn } from '../../hooks/useMay';
import type { ControlButtonProps } from './ControlButton';
import { type Panel, panelButtonId } from './panel';

interface OtherControlsInput {
  panel: Panel | null;
  onTogglePanel: (panel: Panel) => void;
  onCopyInvite: () => void;
  onOpenDevices: () => void;
}

/** A control that is in the bar, or in the sheet on a phone. */
export type OtherControl = ControlButtonProps & { id: string };

/** The controls that a phone has in the sheet: those for sources, and the others. */
export function useOtherControls(input: OtherControlsInput): {
  sources: readonly OtherControl[];
  others: readonly OtherControl[];
} {
  const { panel, onTogglePanel, onCopyInvite, onOpenDevices } = input;
  const call = useCall();
  const screen = useCallPart(({ self }) => self.screen);
  const handRaised = useCallPart(({ self }) => self.handRaised);
  const mayShare = useMayTurnOn('screen');
  // Phones cannot share a screen, and a button that can only fail is worse than none.
  const canShare = typeof navigator.mediaDevices?.getDisplayMedia === 'function';
  const share: OtherControl = {
    id: 'control-share',
    name: screen.on ? 'Stop sharing' : 'Share screen',
    icon: screen.on ? <CancelPresentation /> : <PresentToAll />,
    look: screen.on ? 'off' : 'plain',
    pending: screen.pending,
    refusal:
      screen.on || mayShare ? undefined : 'The hosts have turned sharing off for everybody else.',
    onClick: () => (screen.on ? call.media.stopScreenShare() : void call.media.startScreenShare()),
  };
  const hand: OtherControl = {
    id: 'control-hand',
    name: handRaised ? 'Lower hand' : 'Raise hand',
    icon: <PanToolOutlined />,
    look: handRaised ? 'off' : 'plain',
    onClick: () => call.media.setHand(!handRaised),
  };
  const people: OtherControl = {
    id: panelButtonId('people'),
    name: 'People',
    icon: <PeopleOutlined />,
    look: panel === 'people' ? 'open' : 'plain',
    expanded: panel === 'people',
    onClick: () => onTogglePanel('people'),
  };
  return {
    sources: canShare ? [share, hand] : [hand],
    others: [
      people,
      { id: 'control-invite', name: 'Copy invite link', icon: <Link />, onClick: onCopyInvite },
      { id: 'control-devices', name: 'Devices', icon: <Settings />, onClick: onOpenDevices },
    ],
  };
}

import MoreVert from '@mui/icons-material/MoreVert';
import { ControlButton } from './ControlButton';
import { panelButtonId } from './panel';

interface MoreButtonProps {
  isOpen: boolean;
  /** What the button opens. */
  popup: 'menu' | 'dialog';
  onOpen: () => void;
}

/** The control 'More', which opens a menu or a sheet. */
export function MoreButton({ isOpen, popup, onOpen }: MoreButtonProps) {
  return (
    <ControlButton
      id={panelButtonId('statistics')}
      name="More"
      icon={<MoreVert />}
      look={isOpen ? 'open' : 'plain'}
      expanded={isOpen}
      popup={popup}
      onClick={onOpen}
    />
  );
}

import DataSaverOn from '@mui/icons-material/DataSaverOn';
import MoreVert from '@mui/icons-material/MoreVert';
import QueryStats from '@mui/icons-material/QueryStats';
import Menu from '@mui/material/Menu';
import { type ComponentType, useRef, useState } from 'react';
import { useCall, useCallPart } from '../../hooks/useCall';
import { useLayer } from '../../hooks/useLayer';
import { ControlButton } from './ControlButton';
import { MirrorItem } from './MirrorItem';
import { MoreItem } from './MoreItem';
import { type Panel, panelButtonId } from './panel';
import { PipItem } from './pip/PipItem';

/** The props of each item of the menu. */
export interface MenuContext {
  /** Closes the menu. An item calls it when it is chosen. */
  close: () => void;
  onTogglePanel: (panel: Panel) => void;
}

/** The items of menu and sheet in their order. Each renders one `MoreItem` or nothing. */
export const MORE_ITEMS: readonly ComponentType<MenuContext>[] = [
  LowConnectionItem,
  PipItem,
  MirrorItem,
  StatisticsItem,
];

interface MoreMenuProps {
  onTogglePanel: (panel: Panel) => void;
}

/** The menu behind 'More'. */
export function MoreMenu({ onTogglePanel }: MoreMenuProps) {
  const button = useRef<HTMLSpanElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  useLayer(isOpen, close);
  return (
    <>
      <span ref={button}>
        <ControlButton
          id={panelButtonId('statistics')}
          name="More"
          icon={<MoreVert />}
          look={isOpen ? 'open' : 'plain'}
          expanded={isOpen}
          popup="menu"
          onClick={() => setIsOpen(true)}
        />
      </span>
      <Menu
        anchorEl={() => button.current}
        open={isOpen}
        onClose={close}
        variant="menu"
        anchorOrigin={{ vertical: 'top', horizontal: 'center' }}
        transformOrigin={{ vertical: 'bottom', horizontal: 'center' }}
        slotProps={{ list: { 'aria-label': 'More' } }}
      >
        {MORE_ITEMS.map((Item) => (
          <Item key={Item.name} close={close} onTogglePanel={onTogglePanel} />
        ))}
      </Menu>
    </>
  );
}

function LowConnectionItem({ close }: MenuContext) {
  const call = useCall();
  const isOn = useCallPart(({ lowConnection }) => lowConnection);
  return (
    <MoreItem
      name="Low-connection mode"
      icon={<DataSaverOn fontSize="small" />}
      checked={isOn}
      onChoose={() => {
        close();
        call.lowConnection.set(!isOn);
      }}
    />
  );
}

function StatisticsItem({ close, onTogglePanel }: MenuContext) {
  return (
    <MoreItem
      name="Statistics"
      icon={<QueryStats fontSize="small" />}
      onChoose={() => {
        close();
        onTogglePanel('statistics');
      }}
    />
  );
}

import Menu from '@mui/material/Menu';
import { type ComponentType, useRef, useState } from 'react';
import type { MenuContext } from '../../call-ui/MoreItem';
import { useLayer } from '../../hooks/useLayer';
import { MORE_ITEMS } from './more-items';
import { MoreButton } from './MoreButton';
import type { Panel } from './panel';

interface MoreMenuProps {
  onTogglePanel: (panel: Panel) => void;
  /** Further items. */
  furtherItems: readonly ComponentType<MenuContext>[];
}

/** The menu behind 'More'. */
export function MoreMenu({ onTogglePanel, furtherItems }: MoreMenuProps) {
  const button = useRef<HTMLSpanElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  useLayer(isOpen, close);
  return (
    <>
      <span ref={button}>
        <MoreButton isOpen={isOpen} popup="menu" onOpen={() => setIsOpen(true)} />
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
        {furtherItems.map((Item) => (
          <Item key={Item.name} close={close} />
        ))}
      </Menu>
    </>
  );
}

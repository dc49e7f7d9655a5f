import Close from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Dialog from '@mui/material/Dialog';
import DialogTitle from '@mui/material/DialogTitle';
import IconButton from '@mui/material/IconButton';
import MenuList from '@mui/material/MenuList';
import { type ComponentType, useId, useState } from 'react';
import type { MenuContext } from '../../call-ui/MoreItem';
import { useLayer } from '../../hooks/useLayer';
import { CONTROL_LOOKS, showRefusal } from './ControlButton';
import { MORE_ITEMS } from './more-items';
import { MoreButton } from './MoreButton';
import type { Panel } from './panel';
import type { OtherControl } from './useOtherControls';

interface MoreSheetProps {
  controls: readonly OtherControl[];
  onTogglePanel: (panel: Panel) => void;
  /** Further items. */
  furtherItems: readonly ComponentType<MenuContext>[];
}

/** The sheet behind 'More' on a phone: the controls for which the bar has no room, with names. */
export function MoreSheet({ controls, onTogglePanel, furtherItems }: MoreSheetProps) {
  const [isOpen, setIsOpen] = useState(false);
  const titleId = useId();
  const close = (): void => setIsOpen(false);
  useLayer(isOpen, close);
  return (
    <>
      <MoreButton isOpen={isOpen} popup="dialog" onOpen={() => setIsOpen(true)} />
      <Dialog
        open={isOpen}
        onClose={close}
        aria-labelledby={titleId}
        sx={{ '& .MuiDialog-container': { alignItems: 'flex-end' } }}
        slotProps={{ paper: { sx: SHEET } }}
      >
        <Box sx={{ display: 'flex', alignItems: 'center' }}>
          <DialogTitle id={titleId} sx={{ flex: 1, padding: 1 }}>
            More
          </DialogTitle>
          <IconButton aria-label="Close" onClick={close} sx={{ width: 44, height: 44 }}>
            <Close />
          </IconButton>
        </Box>
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: 'repeat(auto-fill, minmax(72px, 1fr))',
            rowGap: 1,
          }}
        >
          {controls.map((control) => (
            <SheetButton
              key={control.id}
              {...control}
              onClick={() => {
                close();
                control.onClick();
              }}
            />
          ))}
        </Box>
        <MenuList
          aria-label="More"
          tabIndex={0}
          sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(248px, 1fr))' }}
        >
          {MORE_ITEMS.map((Item) => (
            <Item key={Item.name} close={close} onTogglePanel={onTogglePanel} />
          ))}
          {furtherItems.map((Item) => (
            <Item key={Item.name} close={close} />
          ))}
        </MenuList>
      </Dialog>
    </>
  );
}

const SHEET = {
  width: '100%',
  maxWidth: 600,
  margin: 0,
  maxHeight: 'calc(100dvh - 16px)',
  borderRadius: '16px 16px 0 0',
  paddingInline: 1,
  paddingTop: 0.5,
  paddingBottom: 'max(8px, env(safe-area-inset-bottom))',
  overflowY: 'auto',
};

/** A control as an icon with its name below. */
function SheetButton(props: OtherControl) {
  const { name, icon, onClick, look = 'plain', pending, expanded, refusal } = props;
  return (
    <ButtonBase
      aria-busy={pending}
      aria-expanded={expanded}
      aria-disabled={refusal !== undefined || undefined}
      onClick={refusal === undefined ? onClick : () => showRefusal(refusal)}
      sx={{
        flexDirection: 'column',
        justifyContent: 'flex-start',
        gap: 0.75,
        paddingBlock: 1,
        paddingInline: 0.5,
        borderRadius: '12px',
        fontFamily: 'inherit',
        fontSize: 12,
        fontWeight: 560,
        lineHeight: 1.3,
      }}
    >
      <Box
        component="span"
        sx={{
          width: 48,
          height: 48,
          borderRadius: '50%',
          display: 'grid',
          placeItems: 'center',
          opacity: pending || refusal !== undefined ? 0.6 : 1,
          ...CONTROL_LOOKS[look],
        }}
      >
        {icon}
      </Box>
      {name}
    </ButtonBase>
  );
}

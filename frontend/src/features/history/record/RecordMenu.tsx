import MoreHoriz from '@mui/icons-material/MoreHoriz';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import type { MeetingRecord } from '@parley/shared/history';
import { type Ref, useId, useState } from 'react';
import { useLayer } from '../../../hooks/useLayer';

interface RecordMenuProps {
  meeting: MeetingRecord;
  onRename: () => void;
  ref?: Ref<HTMLButtonElement>;
}

/** What only the owner of a record can do. */
export function RecordMenu({ onRename, ref }: RecordMenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const menuId = useId();
  useLayer(anchor !== null, () => setAnchor(null));
  return (
    <>
      <IconButton
        ref={ref}
        aria-label="More about this record"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor === null ? undefined : menuId}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreHoriz />
      </IconButton>
      <Menu
        id={menuId}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        // The title takes the focus.
        disableRestoreFocus
      >
        <MenuItem
          onClick={() => {
            setAnchor(null);
            onRename();
          }}
        >
          Rename
        </MenuItem>
      </Menu>
    </>
  );
}

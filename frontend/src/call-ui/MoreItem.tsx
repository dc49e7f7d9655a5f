import Check from '@mui/icons-material/Check';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import MenuItem from '@mui/material/MenuItem';
import { type ReactNode, useId } from 'react';

/** The props of each item of the menu. */
export interface MenuContext {
  /** Closes the menu. An item calls it when it is chosen. */
  close: () => void;
}

interface MoreItemProps {
  name: string;
  icon: ReactNode;
  onChoose: () => void;
  /** For an item that switches a mode; absent for an item that opens or does something. */
  checked?: boolean;
  /** A short explanation below the name. */
  hint?: string;
}

/** An item of the menu 'More'. */
export function MoreItem({ name, icon, onChoose, checked, hint }: MoreItemProps) {
  const hintId = useId();
  return (
    <MenuItem
      role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked={checked}
      aria-label={name}
      aria-describedby={hint && hintId}
      onClick={onChoose}
      sx={{ minHeight: 44 }}
    >
      <ListItemIcon>{icon}</ListItemIcon>
      <ListItemText secondary={hint} slotProps={{ secondary: { id: hintId } }}>
        {name}
      </ListItemText>
      {checked !== undefined && (
        <Check
          fontSize="small"
          sx={{ marginInlineStart: 3, visibility: checked ? 'visible' : 'hidden' }}
        />
      )}
    </MenuItem>
  );
}

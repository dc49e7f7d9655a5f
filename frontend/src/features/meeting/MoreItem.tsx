import Check from '@mui/icons-material/Check';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import MenuItem from '@mui/material/MenuItem';
import type { ReactNode } from 'react';

interface MoreItemProps {
  name: string;
  icon: ReactNode;
  onChoose: () => void;
  /** For what is switched on and off; absent for what is done or opened. */
  checked?: boolean;
}

/** One line of the menu 'More'. */
export function MoreItem({ name, icon, onChoose, checked }: MoreItemProps) {
  return (
    <MenuItem
      role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked={checked}
      onClick={onChoose}
      sx={{ minHeight: 44 }}
    >
      <ListItemIcon>{icon}</ListItemIcon>
      <ListItemText>{name}</ListItemText>
      {checked !== undefined && (
        <Check
          fontSize="small"
          sx={{ marginInlineStart: 3, visibility: checked ? 'visible' : 'hidden' }}
        />
      )}
    </MenuItem>
  );
}

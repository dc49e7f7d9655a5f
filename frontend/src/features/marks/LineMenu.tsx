import Check from '@mui/icons-material/Check';
import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import KeyboardOutlined from '@mui/icons-material/KeyboardOutlined';
import BookmarkRemoveOutlined from '@mui/icons-material/BookmarkRemoveOutlined';
import Divider from '@mui/material/Divider';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { useLayer } from '../../hooks/useLayer';
import { useValue } from '../../hooks/useValue';
import { MARK_KINDS, MARK_LABELS } from '../../lib/mark-words';
import { MarkIcon } from '../../ui/MarkIcon';
import { isRetracted, type LineControl, type LineMenuState } from './line-control';
import { KEY_OF_KIND, markKeysAreOn, setMarkKeys } from './mark-keys';
import { noticeFailed } from './mark-notices';

interface LineMenuProps {
  control: LineControl;
  menu: LineMenuState;
}

/** What can be done with a line. */
export function LineMenu({ control, menu: { line, anchor, isOpen } }: LineMenuProps) {
  const { marks, lines } = control;
  const close = (): void => control.closeMenu();
  useLayer(isOpen, close);
  const present = useValue(marks.byLine).get(line.id) ?? [];
  const keysAreOn = useValue(markKeysAreOn);
  const isOwn = line.sender.id === lines.snapshot.get().selfId;
  const free = isRetracted(line)
    ? []
    : MARK_KINDS.filter((kind) => !present.some((mark) => mark.kind === kind));

  const item = (name: string, icon: ReactNode, onChoose: () => void, end?: ReactNode) => (
    <MenuItem
      key={name}
      onClick={() => {
        close();
        onChoose();
      }}
      sx={{ minHeight: 44 }}
    >
      <ListItemIcon>{icon}</ListItemIcon>
      <ListItemText>{name}</ListItemText>
      {end}
    </MenuItem>
  );

  return (
    <Menu
      anchorEl={anchor}
      open={isOpen}
      onClose={close}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
      transformOrigin={{ vertical: 'top', horizontal: 'right' }}
      slotProps={{ list: { 'aria-label': 'More about this line' } }}
    >
      {free.map((kind) =>
        item(
          `Mark as ${kind}${kind === 'action' ? '…' : ''}`,
          <MarkIcon kind={kind} />,
          () => control.choose(line, kind),
          <KeyHint letter={KEY_OF_KIND[kind]} />,
        ),
      )}
      {present.map((mark) =>
        item(
          present.length === 1 ? 'Remove mark' : `Remove mark “${MARK_LABELS[mark.kind]}”`,
          <BookmarkRemoveOutlined fontSize="small" />,
          () => {
            // A mark that the server does not have yet has no id.
            if (!mark.isPending) marks.remove(mark).catch(noticeFailed);
          },
        ),
      )}
      {isOwn &&
        !isRetracted(line) &&
        item('Remove my message', <DeleteOutlined fontSize="small" />, () =>
          control.openDialog('retract', line),
        )}
      <Divider />
      <MenuItem
        role="menuitemcheckbox"
        aria-checked={keysAreOn}
        onClick={() => setMarkKeys(!keysAreOn)}
        sx={{ minHeight: 44 }}
      >
        <ListItemIcon>
          <KeyboardOutlined fontSize="small" />
        </ListItemIcon>
        <ListItemText>M, D and A mark the latest line</ListItemText>
        <Check
          fontSize="small"
          sx={{ marginInlineStart: 2, visibility: keysAreOn ? 'visible' : 'hidden' }}
        />
      </MenuItem>
    </Menu>
  );
}

/** The key that does the same while the line has the focus. */
function KeyHint({ letter }: { letter: string }) {
  return (
    <Typography
      component="kbd"
      aria-hidden
      sx={{
        marginInlineStart: 3,
        fontFamily: 'inherit',
        fontSize: 13,
        color: 'text.secondary',
        '@media (hover: none)': { display: 'none' },
      }}
    >
      {letter}
    </Typography>
  );
}

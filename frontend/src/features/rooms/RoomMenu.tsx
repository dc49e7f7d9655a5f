import MoreVert from '@mui/icons-material/MoreVert';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import type { Room } from '@parley/shared/rooms';
import { useSnackbar } from 'notistack';
import { Suspense, useId, useState } from 'react';
import { useLayer } from '../../hooks/useLayer';
import { errorMessage } from '../../lib/error-messages';
import { isolate } from '../../lib/isolate';
import { lazyPage } from '../../lib/lazy-part';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useDeleteRoom } from './room-api';

const RoomSettingsDialog = lazyPage(
  async () => (await import('./RoomSettingsDialog')).RoomSettingsDialog,
);

type RoomDialog = 'settings' | 'attendance' | 'delete';

const AttendanceDialog = lazyPage(
  async () => (await import('./AttendanceDialog')).AttendanceDialog,
);

/** The menu of one of the user's rooms. */
export function RoomMenu({ room }: { room: Room }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [opened, setOpened] = useState<RoomDialog | null>(null);
  const menuId = useId();
  const name = isolate(room.name);
  useLayer(anchor !== null, () => setAnchor(null));
  const deleteRoom = useDeleteRoom(room.code);
  const { enqueueSnackbar } = useSnackbar();

  const open = (dialog: RoomDialog) => {
    setAnchor(null);
    setOpened(dialog);
  };

  const confirmDelete = async () => {
    try {
      await deleteRoom.mutateAsync();
      enqueueSnackbar(`“${name}” is deleted.`);
    } catch (error) {
      setOpened(null);
      enqueueSnackbar(errorMessage(error), { variant: 'error' });
    }
  };

  return (
    <>
      <IconButton
        aria-label={`More about ${name}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor === null ? undefined : menuId}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreVert />
      </IconButton>
      <Menu id={menuId} anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={() => open('settings')}>Room settings</MenuItem>
        <MenuItem onClick={() => open('attendance')}>Attendance (CSV)…</MenuItem>
        <MenuItem onClick={() => open('delete')} sx={{ color: 'error.main' }}>
          Delete
        </MenuItem>
      </Menu>
      {opened === 'settings' && (
        <Suspense>
          <RoomSettingsDialog room={room} onClose={() => setOpened(null)} />
        </Suspense>
      )}
      {opened === 'attendance' && (
        <Suspense>
          <AttendanceDialog room={room} onClose={() => setOpened(null)} />
        </Suspense>
      )}
      <ConfirmDialog
        open={opened === 'delete'}
        title={`Delete “${name}”?`}
        text="Its link stops working and a meeting in it ends. The records of past meetings stay."
        action="Delete"
        busy={deleteRoom.isPending}
        onConfirm={() => void confirmDelete()}
        onClose={() => setOpened(null)}
      />
    </>
  );
}

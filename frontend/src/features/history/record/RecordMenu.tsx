import MoreHoriz from '@mui/icons-material/MoreHoriz';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import type { MeetingRecord } from '@parley/shared/history';
import { useSnackbar } from 'notistack';
import { type Ref, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { useLayer } from '../../../hooks/useLayer';
import { errorMessage } from '../../../lib/error-messages';
import { paths } from '../../../lib/paths';
import { ConfirmDialog } from '../../../ui/ConfirmDialog';
import { useDeleteMeeting } from './record-api';

interface RecordMenuProps {
  meeting: MeetingRecord;
  onRename: () => void;
  ref?: Ref<HTMLButtonElement>;
}

/** What only the owner of a record can do. */
export function RecordMenu({ meeting, onRename, ref }: RecordMenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [isAsked, setAsked] = useState(false);
  const menuId = useId();
  const deleteMeeting = useDeleteMeeting(meeting.id);
  const navigate = useNavigate();
  const { enqueueSnackbar } = useSnackbar();
  useLayer(anchor !== null, () => setAnchor(null));

  const choose = (act: () => void) => () => {
    setAnchor(null);
    act();
  };
  const confirmDelete = async (): Promise<void> => {
    try {
      await deleteMeeting.mutateAsync();
      enqueueSnackbar('The record is deleted.');
      void navigate(paths.history, { replace: true });
    } catch (error) {
      setAsked(false);
      enqueueSnackbar(errorMessage(error), { variant: 'error' });
    }
  };

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
      <Menu id={menuId} anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={choose(onRename)}>Rename</MenuItem>
        {meeting.endedAt !== null && (
          <MenuItem onClick={choose(() => setAsked(true))} sx={{ color: 'error.main' }}>
            Delete record
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        open={isAsked}
        title="Delete this record?"
        text="It disappears for everybody: who was there, the conversation, decisions and actions, the private notes of all readers, and the links that you shared. Files that somebody exported stay. This cannot be undone."
        action="Delete record"
        busy={deleteMeeting.isPending}
        onConfirm={() => void confirmDelete()}
        onClose={() => setAsked(false)}
      />
    </>
  );
}

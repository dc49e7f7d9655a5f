import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { useLayer } from '../../../hooks/useLayer';
import { AccountShare } from './AccountShare';
import { LinkShare } from './LinkShare';
import { ShareList } from './ShareList';

interface ShareDialogProps {
  meetingId: string;
  onClose: () => void;
}

/** Shares a record by a link or with an account, and revokes shares. Changes count at once. */
export function ShareDialog({ meetingId, onClose }: ShareDialogProps) {
  const titleId = useId();
  useLayer(true, onClose);
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>Share this record</DialogTitle>
      <DialogContent>
        <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 3 }}>
          <Typography>
            A share opens the whole record: names, times, conversation, decisions and actions, and
            how the connections were – but no email addresses and no private notes, and nobody can
            change anything with it.
          </Typography>
          <LinkShare meetingId={meetingId} />
          <AccountShare meetingId={meetingId} />
          <ShareList meetingId={meetingId} />
        </Box>
      </DialogContent>
      <DialogActions>
        <Button color="inherit" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}

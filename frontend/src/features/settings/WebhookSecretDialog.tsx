import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import { useId } from 'react';
import { CopyCode } from '../../ui/CopyCode';

interface WebhookSecretDialogProps {
  secret: string;
  onClose: () => void;
}

/** Shows the secret of a webhook, once. Only its button closes it. */
export function WebhookSecretDialog({ secret, onClose }: WebhookSecretDialogProps) {
  const titleId = useId();
  const textId = useId();
  return (
    <Dialog open maxWidth="xs" fullWidth aria-labelledby={titleId} aria-describedby={textId}>
      <DialogTitle id={titleId}>Keep the secret of this webhook</DialogTitle>
      <DialogContent>
        <DialogContentText id={textId}>
          With it, your program checks that a request comes from Parley. It is shown only now; you
          can make a new one at any time.
        </DialogContentText>
        <Box
          component="code"
          sx={{
            display: 'block',
            marginBlock: 2,
            padding: 2,
            border: 1,
            borderColor: 'divider',
            borderRadius: 1,
            overflowWrap: 'anywhere',
          }}
        >
          {secret}
        </Box>
        <CopyCode code={secret} label="Copy the secret" variant="outlined" color="inherit" />
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          I have kept it
        </Button>
      </DialogActions>
    </Dialog>
  );
}

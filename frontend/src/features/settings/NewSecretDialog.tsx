import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import Box from '@mui/material/Box';
import { type ReactNode, useId } from 'react';

interface NewSecretDialogProps {
  title: string;
  text: string;
  /** The secret, with buttons that copy it. */
  children: ReactNode;
  onClose: () => void;
}

/** Shows a new secret, once. Only its button closes it, so that a stray click loses nothing. */
export function NewSecretDialog({ title, text, children, onClose }: NewSecretDialogProps) {
  const titleId = useId();
  const textId = useId();
  return (
    <Dialog open maxWidth="sm" fullWidth aria-labelledby={titleId} aria-describedby={textId}>
      <DialogTitle id={titleId}>{title}</DialogTitle>
      <DialogContent>
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <DialogContentText id={textId}>{text}</DialogContentText>
          {children}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          I have kept it
        </Button>
      </DialogActions>
    </Dialog>
  );
}

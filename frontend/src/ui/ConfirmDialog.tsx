import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import { useId } from 'react';
import { useLayer } from '../hooks/useLayer';

interface ConfirmDialogProps {
  open: boolean;
  title: string;
  text: string;
  /** The verb on the button that confirms, such as `Delete`. */
  action: string;
  busy?: boolean;
  onConfirm: () => void;
  /** Another way to answer the question. */
  other?: { label: string; onChoose: () => void };
  onClose: () => void;
}

/** Asks the user to confirm an action that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const titleId = useId();
  const textId = useId();
  useLayer(props.open, props.onClose);
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      maxWidth="xs"
      role="alertdialog"
      aria-labelledby={titleId}
      aria-describedby={textId}
    >
      <DialogTitle id={titleId}>{props.title}</DialogTitle>
      <DialogContent>
        <DialogContentText id={textId}>{props.text}</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button color="inherit" onClick={props.onClose}>
          Cancel
        </Button>
        {props.other && (
          <Button color="error" onClick={props.other.onChoose}>
            {props.other.label}
          </Button>
        )}
        <Button
          variant="contained"
          color="error"
          loading={props.busy ?? false}
          onClick={props.onConfirm}
        >
          {props.action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

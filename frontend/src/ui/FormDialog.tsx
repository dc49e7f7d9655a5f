import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { type ReactNode, type SubmitEvent, useId } from 'react';
import { useLayer } from '../hooks/useLayer';
import { FormProblem } from './FormProblem';

interface FormDialogProps {
  title: string;
  /** The verb on the main button. */
  action: string;
  busy: boolean;
  problem: string | undefined;
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
  onClose: () => void;
  /** The fields. */
  children: ReactNode;
}

/** A dialog with a short form. It is open while it is mounted. */
export function FormDialog(props: FormDialogProps) {
  const titleId = useId();
  useLayer(true, props.onClose);
  return (
    <Dialog open onClose={props.onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <form noValidate onSubmit={props.onSubmit}>
        <DialogTitle id={titleId}>{props.title}</DialogTitle>
        <DialogContent>
          <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, paddingTop: 1 }}>
            <FormProblem text={props.problem} />
            {props.children}
          </Box>
        </DialogContent>
        <DialogActions>
          <Button color="inherit" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="contained" loading={props.busy}>
            {props.action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

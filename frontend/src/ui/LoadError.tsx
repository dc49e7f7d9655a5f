import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { errorMessage } from '../lib/error-messages';

interface LoadErrorProps {
  error: unknown;
  onRetry: () => void;
}

/** Stands in for a list or record that did not load. */
export function LoadError({ error, onRetry }: LoadErrorProps) {
  return (
    <Alert
      severity="warning"
      variant="outlined"
      action={
        <Button size="small" color="inherit" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {errorMessage(error)}
    </Alert>
  );
}

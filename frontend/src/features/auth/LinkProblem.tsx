import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router';
import { hasCode } from '../../lib/api-client-error';
import { LoadError } from '../../ui/LoadError';
import { AuthPage } from './AuthPage';

interface LinkProblemProps {
  error: unknown;
  /** Where the user gets another link, and what the button says. */
  again: { to: string; label: string };
  onRetry: () => void;
}

/** Says that a link does not work, and offers the next step. */
export function LinkProblem({ error, again, onRetry }: LinkProblemProps) {
  if (!hasCode(error, 'LINK_INVALID', 'VALIDATION_FAILED')) {
    return <LoadError error={error} onRetry={onRetry} />;
  }
  return (
    <AuthPage title="This link no longer works" focusTitle>
      <Typography>
        It was used already, it is too old, or the password has changed since it was sent.
      </Typography>
      <Button component={RouterLink} to={again.to} variant="contained" size="large">
        {again.label}
      </Button>
    </AuthPage>
  );
}

import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Link } from 'react-router';
import { useCall, useCallPart } from '../../hooks/useCall';
import { NotFoundPage } from '../../ui/NotFoundPage';
import { Notice } from '../../ui/Notice';

/** The call cannot go on: what happened, and what to do. */
export function CallFailed() {
  const call = useCall();
  const error = useCallPart((snapshot) => snapshot.error);
  if (error?.code === 'NOT_FOUND') return <NotFoundPage />;
  return (
    <Notice title="That did not work" text={error?.message ?? 'The call could not be started.'}>
      <Button variant="contained" onClick={() => void call.rejoin()}>
        Try again
      </Button>
      <Button component={Link} to="/" variant="outlined">
        Back to dashboard
      </Button>
      {error && (
        <Typography component="code" sx={{ fontSize: 12, color: 'text.secondary' }}>
          {[error.code, error.requestId].filter(Boolean).join(' · ')}
        </Typography>
      )}
    </Notice>
  );
}

import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { useCall, useCallPart } from '../../hooks/useCall';
import { ApiClientError } from '../../lib/api-client-error';
import { useGuest } from '../../hooks/useGuest';
import { errorMessage } from '../../lib/error-messages';
import { paths } from '../../lib/paths';
import { CopyCode } from '../../ui/CopyCode';
import { Notice } from '../../ui/Notice';
import { NoSuchRoom } from './NoSuchRoom';

/** The screen of a failed call: the reason and the next steps. */
export function CallFailed() {
  const call = useCall();
  const error = useCallPart((snapshot) => snapshot.error);
  const isGuest = useGuest() !== null;
  if (error?.code === 'NOT_FOUND') return <NoSuchRoom />;
  return (
    <Notice
      live="alert"
      title="The call could not be started"
      text={errorMessage(error === null ? null : new ApiClientError(error))}
    >
      <Button variant="contained" onClick={() => void call.rejoin()}>
        Try again
      </Button>
      <Button component={Link} to={paths.home} variant="outlined">
        {isGuest ? 'Back to the start page' : 'Back to dashboard'}
      </Button>
      {error && (
        <CopyCode
          code={[error.code, error.requestId].join(' ').trim()}
          label="Copy the code for the person who runs this server"
          size="small"
          color="inherit"
        />
      )}
    </Notice>
  );
}

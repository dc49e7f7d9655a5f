import Button from '@mui/material/Button';
import { Link } from 'react-router';
import { useCall, useCallPart } from '../../hooks/useCall';
import { ApiClientError } from '../../lib/api-client-error';
import { errorMessage } from '../../lib/error-messages';
import { paths } from '../../lib/paths';
import { CopyCode } from '../../ui/CopyCode';
import { NotFoundPage } from '../../ui/NotFoundPage';
import { Notice } from '../../ui/Notice';

/** The call cannot go on: what happened, and what to do. */
export function CallFailed() {
  const call = useCall();
  const error = useCallPart((snapshot) => snapshot.error);
  if (error?.code === 'NOT_FOUND') {
    return (
      <NotFoundPage
        title="There is no such room"
        text="The link may be mistyped, or its owner deleted the room."
      />
    );
  }
  return (
    <Notice
      title="The call could not be started"
      text={errorMessage(error === null ? null : new ApiClientError(error))}
    >
      <Button variant="contained" onClick={() => void call.rejoin()}>
        Try again
      </Button>
      <Button component={Link} to={paths.home} variant="outlined">
        Back to dashboard
      </Button>
      {error && (
        <CopyCode
          code={[error.code, error.requestId].join(' ').trim()}
          label="Copy the code for whoever runs this server"
          size="small"
          color="inherit"
        />
      )}
    </Notice>
  );
}

import Button from '@mui/material/Button';
import { useDependencies } from '../hooks/useDependencies';
import { errorMessage } from '../lib/error-messages';
import type { SessionState } from '../lib/session';
import { Notice } from './Notice';
import { PageSkeleton } from './PageSkeleton';

/** Shown while the session is unknown: a placeholder, or the problem if the refresh failed. */
export function SessionWait({ state }: { state: SessionState }) {
  const { session } = useDependencies();
  if (state.status !== 'unknown' || state.problem === undefined) return <PageSkeleton />;
  return (
    <Notice
      title="No answer from the server"
      text={`${errorMessage(state.problem)} Parley keeps trying by itself.`}
    >
      <Button variant="contained" onClick={() => session.wake()}>
        Try now
      </Button>
    </Notice>
  );
}

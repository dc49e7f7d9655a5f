import Button from '@mui/material/Button';
import { useDependencies } from '../hooks/useDependencies';
import { errorMessage } from '../lib/error-messages';
import type { SessionState } from '../lib/session';
import { Notice } from './Notice';
import { PageSkeleton } from './PageSkeleton';

/** While it is not known who this is: the shape of a page, or why it takes so long. */
export function SessionWait({ state }: { state: SessionState }) {
  const { session } = useDependencies();
  if (state.status !== 'unknown' || state.problem === undefined) return <PageSkeleton />;
  return (
    <Notice
      title="No answer from the server"
      text={`${errorMessage(state.problem)} Parley goes on trying by itself.`}
    >
      <Button variant="contained" onClick={() => session.wake()}>
        Try now
      </Button>
    </Notice>
  );
}

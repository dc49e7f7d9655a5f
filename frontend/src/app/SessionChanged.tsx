import Button from '@mui/material/Button';
import { Link, useLocation } from 'react-router';
import type { SessionState } from '../lib/session';
import { withNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { Notice } from '../ui/Notice';
import { sessionChangedWords } from './session-changed-words';

interface SessionChangedProps {
  state: SessionState;
  /** Whether a call ended with the session. */
  wasInCall: boolean;
  /** Continues to the meeting with the account that is signed in now. */
  onContinue: () => void;
}

/** Replaces a call page after its account signed out or changed, and explains what happened. */
export function SessionChanged({ state, wasInCall, onContinue }: SessionChangedProps) {
  const { pathname } = useLocation();
  const { title, text } = sessionChangedWords(state, wasInCall);
  return (
    <Notice live="alert" title={title} text={text}>
      {state.status === 'signed-in' ? (
        <>
          <Button variant="contained" onClick={onContinue}>
            Go to the meeting
          </Button>
          <Button component={Link} to={paths.home} variant="outlined">
            Back to dashboard
          </Button>
        </>
      ) : (
        <Button component={Link} to={withNextPath(paths.login, pathname)} variant="contained">
          Sign in
        </Button>
      )}
    </Notice>
  );
}

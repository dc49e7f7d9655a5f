import Button from '@mui/material/Button';
import { Link, useLocation } from 'react-router';
import type { SessionState } from '../lib/session';
import { withNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { Notice } from '../ui/Notice';
import { sessionChangedWords } from './session-changed-words';

interface SessionChangedProps {
  state: SessionState;
  /** A call was running here, which has ended with the session. */
  wasInCall: boolean;
  /** Goes to the meeting as whoever is signed in now. */
  onContinue: () => void;
}

/** In place of a call whose account is signed out, or is another one by now: what happened. */
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

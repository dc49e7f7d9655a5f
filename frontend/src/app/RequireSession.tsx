import Box from '@mui/material/Box';
import { useEffect, useState } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useDependencies } from '../hooks/useDependencies';
import { useSession } from '../hooks/useSession';
import { withNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { isCallHere } from '../lib/running-call';
import type { SessionState } from '../lib/session';
import { SessionWait } from '../ui/SessionWait';
import { CallFrame } from './CallFrame';
import { SessionChanged } from './SessionChanged';

/**
 * Pages for signed-in people; others sign in first and come back. Nothing of one account stays on the
 * page of the next, such as a form that is filled in by half.
 */
export function RequireSession() {
  const { session } = useDependencies();
  const state = useSession();
  const { pathname, search, hash } = useLocation();
  const { isSure } = session;

  useEffect(() => {
    if (!isSure) session.makeSure();
  }, [session, isSure]);

  if (state.status === 'signed-in') return <Outlet key={state.user.id} />;
  if (state.status === 'unknown' || !isSure) return <SessionWait state={state} />;
  return <Navigate replace to={withNextPath(paths.login, `${pathname}${search}${hash}`)} />;
}

/**
 * The same for the call, which brings its own frame and does not wait: devices and socket start
 * while the server is asked who this is. Where nobody is remembered no device is asked for, and who
 * turns out to be signed out leaves the page, which releases them. Whoever was on the page and is
 * signed out later, or is somebody else by now, is told so; nothing goes on in another name.
 */
export function RequireSessionForCall() {
  const { session } = useDependencies();
  const state = useSession();
  const change = useSessionChange(state);
  if (change !== null) {
    return (
      <CallFrame>
        <SessionChanged state={state} {...change} />
      </CallFrame>
    );
  }
  const isAsking = state.status === 'unknown' && state.problem === undefined;
  if (state.status === 'signed-in' || (isAsking && session.isExpected)) return <Outlet />;
  return (
    <Box component="main" sx={{ padding: 3, minHeight: '100dvh', display: 'flex' }}>
      <RequireSession />
    </Box>
  );
}

/** Null while the account is the one that this page was opened for. */
function useSessionChange(state: SessionState) {
  const [openedFor, setOpenedFor] = useState<string | null>(null);
  const [change, setChange] = useState<{ wasInCall: boolean } | null>(null);
  const current = state.status === 'signed-in' ? state.user.id : null;
  if (openedFor === null && current !== null) setOpenedFor(current);
  const hasChanged = openedFor !== null && current !== openedFor;
  // Read now, before the call goes with its page.
  if (hasChanged && change === null) setChange({ wasInCall: isCallHere() });
  if (!hasChanged && change !== null) setChange(null);
  if (!hasChanged) return null;
  return {
    wasInCall: change?.wasInCall ?? isCallHere(),
    onContinue: () => setOpenedFor(current),
  };
}

import Box from '@mui/material/Box';
import { useEffect } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useDependencies } from '../hooks/useDependencies';
import { useSession } from '../hooks/useSession';
import { withNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { SessionWait } from '../ui/SessionWait';

/** Pages for signed-in people; others sign in first and come back. */
export function RequireSession() {
  const { session } = useDependencies();
  const state = useSession();
  const { pathname, search, hash } = useLocation();
  const { isSure } = session;

  useEffect(() => {
    if (!isSure) session.makeSure();
  }, [session, isSure]);

  if (state.status === 'signed-in') return <Outlet />;
  if (state.status === 'unknown' || !isSure) return <SessionWait state={state} />;
  return <Navigate replace to={withNextPath(paths.login, `${pathname}${search}${hash}`)} />;
}

/**
 * The same for the call, which brings its own frame and does not wait: devices and socket start
 * while the server is asked who this is. Where nobody is remembered no device is asked for, and who
 * turns out to be signed out leaves the page, which releases them.
 */
export function RequireSessionForCall() {
  const { session } = useDependencies();
  const state = useSession();
  const isAsking = state.status === 'unknown' && state.problem === undefined;
  if (state.status === 'signed-in' || (isAsking && session.isExpected)) return <Outlet />;
  return (
    <Box component="main" sx={{ padding: 3, minHeight: '100dvh', display: 'flex' }}>
      <RequireSession />
    </Box>
  );
}

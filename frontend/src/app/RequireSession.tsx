import Box from '@mui/material/Box';
import { Suspense, useEffect, useState } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useDependencies } from '../hooks/useDependencies';
import { useSession } from '../hooks/useSession';
import { lazyPage } from '../lib/lazy-part';
import { withNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { isCallHere } from '../lib/running-call';
import type { SessionState } from '../lib/session';
import { PageSkeleton } from '../ui/PageSkeleton';
import { SessionWait } from '../ui/SessionWait';
import { CallFrame } from './CallFrame';
import { SessionChanged } from './SessionChanged';

const ClosingAccount = lazyPage(
  async () => (await import('../features/account/ClosingAccount')).ClosingAccount,
);

const GuestCallPage = lazyPage(async () => (await import('./GuestCallPage')).GuestCallPage);

/**
 * Guards pages for signed-in users. A signed-out browser signs in first and then returns. Another
 * account gets a new page, without a half-filled form of the first.
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
 * Guards the call page, which has its own frame and does not wait: devices and socket start during
 * the first refresh if the session hint says signed in. A browser in which nobody is signed in gets
 * the page for guests. If the user signs out later or the account changes, the call ends and the
 * page explains why; it never continues with another account.
 */
export function RequireSessionForCall() {
  const { session } = useDependencies();
  const state = useSession();
  const change = useSessionChange(state);
  const isGuest = useIsGuestPage(state, session.isSure);
  if (isGuest) {
    return (
      <Suspense fallback={<PageSkeleton />}>
        <GuestCallPage />
      </Suspense>
    );
  }
  if (change !== null) {
    return (
      <CallFrame>
        <SessionChanged state={state} {...change} />
      </CallFrame>
    );
  }
  const isAsking = state.status === 'unknown' && state.problem === undefined;
  if (state.status === 'signed-in' && state.user.deletesAt !== undefined) {
    return (
      <CallFrame>
        <Suspense>
          <ClosingAccount deletesAt={state.user.deletesAt} />
        </Suspense>
      </CallFrame>
    );
  }
  if (state.status === 'signed-in' || (isAsking && session.isExpected)) return <Outlet />;
  return (
    <Box component="main" sx={{ padding: 3, minHeight: '100dvh', display: 'flex' }}>
      <AskForSession state={state} />
    </Box>
  );
}

/** Asks the server whether somebody is signed in, if that is not certain. */
function AskForSession({ state }: { state: SessionState }) {
  const { session } = useDependencies();
  useEffect(() => session.makeSure(), [session]);
  return <SessionWait state={state} />;
}

/**
 * Whether the page is for a guest: nobody is signed in, and nobody was when it opened. A guest who is
 * in a call stays in it as a guest, even if an account signs in in another tab.
 */
function useIsGuestPage(state: SessionState, isSure: boolean): boolean {
  const [kind, setKind] = useState<'guest' | 'account' | null>(null);
  if (state.status === 'signed-in' && kind !== 'account' && !(kind === 'guest' && isCallHere())) {
    setKind('account');
    return false;
  }
  if (kind === null && state.status === 'signed-out' && isSure) {
    setKind('guest');
    return true;
  }
  return kind === 'guest';
}

/** Null while the signed-in account is the one that opened this page. */
function useSessionChange(state: SessionState) {
  const [openedFor, setOpenedFor] = useState<string | null>(null);
  const [change, setChange] = useState<{ wasInCall: boolean } | null>(null);
  const current = state.status === 'signed-in' ? state.user.id : null;
  if (openedFor === null && current !== null) setOpenedFor(current);
  const hasChanged = openedFor !== null && current !== openedFor;
  // Read before the call ends with its page.
  if (hasChanged && change === null) setChange({ wasInCall: isCallHere() });
  if (!hasChanged && change !== null) setChange(null);
  if (!hasChanged) return null;
  return {
    wasInCall: change?.wasInCall ?? isCallHere(),
    onContinue: () => setOpenedFor(current),
  };
}

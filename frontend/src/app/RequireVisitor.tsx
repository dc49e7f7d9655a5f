import { Navigate, Outlet, useSearchParams } from 'react-router';
import { useSession } from '../hooks/useSession';
import { readNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { SessionWait } from '../ui/SessionWait';
import { VisitorHints } from './VisitorHints';

/** Pages for signing in; whoever is signed in (or just has) goes on to where they wanted to be. */
export function RequireVisitor() {
  const state = useSession();
  const [search] = useSearchParams();
  if (state.status === 'signed-in') return <Navigate replace to={readNextPath(search)} />;
  if (state.status === 'unknown') return <SessionWait state={state} />;
  const hasCode = readNextPath(search).startsWith(paths.room(''));
  return (
    <>
      <Outlet />
      {!hasCode && <VisitorHints />}
    </>
  );
}

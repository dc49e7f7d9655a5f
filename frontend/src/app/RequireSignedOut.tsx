import { Suspense } from 'react';
import { Navigate, Outlet, useSearchParams } from 'react-router';
import { useSession } from '../hooks/useSession';
import { lazyPage } from '../lib/lazy-part';
import { readNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { SessionWait } from '../ui/SessionWait';

const SignedOutHints = lazyPage(async () => (await import('./SignedOutHints')).SignedOutHints);

/** Guards the pages for signing in. A signed-in browser continues to the page of `?next=`. */
export function RequireSignedOut() {
  const state = useSession();
  const [search] = useSearchParams();
  if (state.status === 'signed-in') return <Navigate replace to={readNextPath(search)} />;
  if (state.status === 'unknown') return <SessionWait state={state} />;
  const hasCode = readNextPath(search).startsWith(paths.room(''));
  return (
    <>
      <Outlet />
      <Suspense>{!hasCode && <SignedOutHints />}</Suspense>
    </>
  );
}

import { Suspense, useEffect } from 'react';
import { useDependencies } from '../hooks/useDependencies';
import { useSession } from '../hooks/useSession';
import { lazyPage } from '../lib/lazy-part';
import { PageSkeleton } from '../ui/PageSkeleton';
import { SessionWait } from '../ui/SessionWait';

const LandingPage = lazyPage(async () => (await import('./LandingPage')).LandingPage);
const DashboardPage = lazyPage(async () => (await import('./DashboardPage')).DashboardPage);

/** The same address for two pages: what Parley is, and one's own rooms and meetings. */
export function HomePage() {
  const { session } = useDependencies();
  const state = useSession();
  useEffect(() => session.askQuietly(), [session]);
  if (state.status === 'unknown') return <SessionWait state={state} />;
  return (
    <Suspense fallback={<PageSkeleton />}>
      {state.status === 'signed-out' ? <LandingPage /> : <DashboardPage key={state.user.id} />}
    </Suspense>
  );
}

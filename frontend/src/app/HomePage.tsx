import { type ComponentType, Suspense, useEffect } from 'react';
import { useDependencies } from '../hooks/useDependencies';
import { useSession } from '../hooks/useSession';
import { lazyPage, loadPage } from '../lib/lazy-part';
import { PageSkeleton } from '../ui/PageSkeleton';
import { SessionWait } from '../ui/SessionWait';

let loadedLanding: ComponentType | undefined;
const LazyLanding = lazyPage(async () => (await import('./LandingPage')).LandingPage);
const DashboardPage = lazyPage(async () => (await import('./DashboardPage')).DashboardPage);

/**
 * To be awaited before React takes over the landing page that the build rendered: where it had to
 * wait for the code, it would throw away what is there, with all that was typed into it.
 */
export async function loadLanding(): Promise<void> {
  loadedLanding = await loadPage(async () => (await import('./LandingPage')).LandingPage);
}

/** The same address for two pages: what Parley is, and one's own rooms and meetings. */
export function HomePage() {
  const { session } = useDependencies();
  const state = useSession();
  useEffect(() => session.askQuietly(), [session]);
  if (state.status === 'unknown') return <SessionWait state={state} />;
  const LandingPage = loadedLanding ?? LazyLanding;
  return (
    <Suspense fallback={<PageSkeleton />}>
      {state.status === 'signed-out' ? <LandingPage /> : <DashboardPage key={state.user.id} />}
    </Suspense>
  );
}

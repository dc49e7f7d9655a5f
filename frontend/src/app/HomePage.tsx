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
 * Loads the code of the landing page. Await it before hydrating the prerendered page: if React had to
 * wait for the code, it would replace the page and lose what the user typed.
 */
export async function loadLanding(): Promise<void> {
  loadedLanding = await loadPage(async () => (await import('./LandingPage')).LandingPage);
}

/** `/`: the landing page if signed out, the dashboard if signed in. */
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

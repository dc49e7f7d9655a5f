import type { QueryClient } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { type DataRouter, RouterProvider } from 'react-router';
import type { Dependencies } from '../hooks/useDependencies';
import { CrashBoundary } from '../ui/CrashBoundary';
import { Providers } from './providers';

interface AppProps {
  dependencies: Dependencies;
  queryClient: QueryClient;
  router: DataRouter;
}

/** The root component, in a browser and when the build prerenders a page. */
export function App({ dependencies, queryClient, router }: AppProps) {
  return (
    <StrictMode>
      <Providers dependencies={dependencies} queryClient={queryClient}>
        <CrashBoundary>
          <RouterProvider router={router} />
        </CrashBoundary>
      </Providers>
    </StrictMode>
  );
}

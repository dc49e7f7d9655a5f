import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { SnackbarProvider } from 'notistack';
import { type ReactNode, useState } from 'react';
import { type Dependencies, DependenciesContext } from '../hooks/useDependencies';
import { cspNonce } from './csp-nonce';
import { theme } from './theme';

const emotionCache = createCache({ key: 'p', nonce: cspNonce, prepend: true });

interface ProvidersProps {
  dependencies: Dependencies;
  queryClient: QueryClient;
  children: ReactNode;
}

export function Providers({ dependencies, queryClient, children }: ProvidersProps) {
  // A landmark of its own, so that what happens is found among the regions of every page.
  const [news, setNews] = useState<HTMLElement | null>(null);
  return (
    <CacheProvider value={emotionCache}>
      <ThemeProvider theme={theme}>
        <CssBaseline />
        <DependenciesContext value={dependencies}>
          <QueryClientProvider client={queryClient}>
            <section aria-label="Notifications" ref={setNews} />
            <SnackbarProvider
              maxSnack={2}
              autoHideDuration={5000}
              {...(news !== null && { domRoot: news })}
              anchorOrigin={{ vertical: 'top', horizontal: 'center' }}
              // A message about a moment must not wait for the window to be looked at.
              disableWindowBlurListener
            >
              {children}
            </SnackbarProvider>
          </QueryClientProvider>
        </DependenciesContext>
      </ThemeProvider>
    </CacheProvider>
  );
}

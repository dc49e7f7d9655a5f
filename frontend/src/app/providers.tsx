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

/** The contexts that every component may use. */
export function Providers({ dependencies, queryClient, children }: ProvidersProps) {
  // A landmark, so that screen readers list the notices among the regions of every page.
  const [notices, setNotices] = useState<HTMLElement | null>(null);
  return (
    <CacheProvider value={emotionCache}>
      <ThemeProvider theme={theme}>
        <CssBaseline />
        <DependenciesContext value={dependencies}>
          <QueryClientProvider client={queryClient}>
            <section aria-label="Notifications" ref={setNotices} />
            <SnackbarProvider
              maxSnack={2}
              autoHideDuration={5000}
              {...(notices !== null && { domRoot: notices })}
              anchorOrigin={{ vertical: 'top', horizontal: 'center' }}
              // A notice is about the present moment and must not wait for the window's focus.
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

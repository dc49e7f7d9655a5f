import './app/zod-without-eval';
import './app/csp-nonce';
import '@fontsource-variable/inter/wght.css';
import './app/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { createDependencies } from './app/dependencies';
import { Providers } from './app/providers';
import { createQueryClient } from './app/query-client';
import { forgetOnSignOut } from './app/forget-on-sign-out';
import { CrashBoundary } from './ui/CrashBoundary';

const dependencies = createDependencies();
const queryClient = createQueryClient();
forgetOnSignOut(dependencies.session, queryClient);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

// Where the browser lacks something, index.html shows why instead.
if (!document.documentElement.hasAttribute('data-unable')) {
  createRoot(root).render(
    <StrictMode>
      <Providers dependencies={dependencies} queryClient={queryClient}>
        <CrashBoundary>
          <App />
        </CrashBoundary>
      </Providers>
    </StrictMode>,
  );
}

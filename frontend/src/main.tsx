import './app/zod-without-eval';
import './app/csp-nonce';
import '@fontsource-variable/inter/wght.css';
import './app/base.css';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { App } from './app/App';
import { createDependencies } from './app/dependencies';
import { forgetOnSignOut } from './app/forget-on-sign-out';
import { loadLanding } from './app/HomePage';
import { createQueryClient } from './app/query-client';
import { takeRoomKey } from './app/room-key-of-address';
import { createRouter } from './app/router';
import { createLog } from './core/log';
import { logUncaughtErrors } from './lib/debug-log';

logUncaughtErrors();
takeRoomKey();

const dependencies = createDependencies();
const queryClient = createQueryClient();
forgetOnSignOut(dependencies.session, queryClient);

// The server saw no refresh cookie when it sent this page, so nobody is signed in.
if (document.querySelector('meta[name="parley-session"]') !== null) {
  dependencies.session.noteNoCookie();
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

// If the browser lacks a feature that we need, index.html explains that instead.
if (!document.documentElement.hasAttribute('data-unable')) {
  const app = <App dependencies={dependencies} queryClient={queryClient} router={createRouter()} />;
  const isSignedOut = dependencies.session.state.get().status === 'signed-out';
  if (isSignedOut && root.hasChildNodes()) {
    // The server renders this page only for browsers without a refresh cookie.
    dependencies.session.noteNoCookie();
    // If its code does not load, the page says so as every other page does.
    void loadLanding()
      .catch((error: unknown) => createLog('app').warn('the landing page did not load', { error }))
      .then(() => hydrateRoot(root, app));
  } else {
    root.replaceChildren();
    createRoot(root).render(app);
  }
}

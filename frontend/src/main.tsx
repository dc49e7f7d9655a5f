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
import { createRouter } from './app/router';

const dependencies = createDependencies();
const queryClient = createQueryClient();
forgetOnSignOut(dependencies.session, queryClient);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

// Where the browser lacks something, index.html shows why instead.
if (!document.documentElement.hasAttribute('data-unable')) {
  const app = <App dependencies={dependencies} queryClient={queryClient} router={createRouter()} />;
  const isVisitor = dependencies.session.state.get().status === 'signed-out';
  if (isVisitor && root.hasChildNodes()) {
    // The server renders this page only for browsers without a refresh cookie.
    dependencies.session.noteNoCookie();
    // Where its code cannot be had, the page says so as any other page does.
    void loadLanding()
      .catch(() => undefined)
      .then(() => hydrateRoot(root, app));
  } else {
    root.replaceChildren();
    createRoot(root).render(app);
  }
}

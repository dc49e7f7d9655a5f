import type { Plugin, Rolldown } from 'vite';

const CALL = ['app/CallPage.tsx'];
const GUEST = ['app/GuestCallPage.tsx'];
const VISITOR = [
  'features/auth/LoginPage.tsx',
  'features/auth/RegisterPage.tsx',
  'app/SignedOutHints.tsx',
];
/** What every page of a signed-in user loads. */
const ACCOUNT = ['features/account/AccountMenu.tsx', 'features/entry/KnockWatch.tsx'];
const account = (...modules: string[]) => [...ACCOUNT, ...modules];

/**
 * The modules below `src` that the router and the pages load with `import()` at each address. Users
 * who are signed out get the sign-in page at addresses for signed-in users, and rooms as guests.
 */
const ROUTES = [
  { path: '/', signedIn: true, modules: account('app/DashboardPage.tsx') },
  { path: '/login', modules: VISITOR },
  { path: '/register', modules: VISITOR },
  { path: '/history', signedIn: true, modules: account('features/history/HistoryPage.tsx') },
  { path: '/history/:id', signedIn: true, modules: account('features/history/MeetingPage.tsx') },
  { path: '/history{/:id}', signedIn: false, modules: VISITOR },
  { path: '/check', signedIn: true, modules: account('features/check/CheckPage.tsx') },
  { path: '/check', signedIn: false, modules: ['features/check/CheckPage.tsx'] },
  { path: '/r/:code', signedIn: true, modules: CALL },
  { path: '/r/:code', signedIn: false, modules: GUEST },
];

/**
 * Tells the server (`static-files.ts`) which scripts each address needs beyond those that the page
 * names anyway, so that a browser can ask for all of them at once. Fails if a module is in no
 * chunk, as after a change of its name.
 */
export const routeScripts: Plugin = {
  name: 'route-scripts',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const entries = chunksOf(bundle).filter(({ isEntry }) => isEntry);
      const common = withImports(bundle, entries);
      const routes = ROUTES.map(({ modules, ...route }) => {
        const chunks = modules.map((module) => chunkOf(bundle, module));
        const needed = [...withImports(bundle, chunks)].filter((file) => !common.has(file));
        return { ...route, scripts: needed.map((file) => `/${file}`) };
      });
      this.emitFile({
        type: 'asset',
        fileName: '.vite/routes.json',
        source: JSON.stringify(routes),
      });
    },
  },
};

const chunksOf = (bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] =>
  Object.values(bundle).filter((file) => file.type === 'chunk');

function chunkOf(bundle: Rolldown.OutputBundle, module: string): Rolldown.OutputChunk {
  const found = chunksOf(bundle).find(({ moduleIds }) =>
    moduleIds.some((id) => id.endsWith(`/src/${module}`)),
  );
  if (found === undefined) throw new Error(`route-scripts: no chunk holds ${module}`);
  return found;
}

/** File names of the chunks and of everything that they import statically. */
function withImports(
  bundle: Rolldown.OutputBundle,
  chunks: readonly Rolldown.OutputChunk[],
): Set<string> {
  const files = new Set<string>();
  const visit = (chunk: Rolldown.OutputChunk): void => {
    if (files.has(chunk.fileName)) return;
    files.add(chunk.fileName);
    for (const name of chunk.imports) {
      const imported = bundle[name];
      if (imported?.type === 'chunk') visit(imported);
    }
  };
  for (const chunk of chunks) visit(chunk);
  return files;
}

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type ProxyOptions } from 'vite';
import { lighterFonts } from './build/lighter-fonts';
import { routeScripts } from './build/route-scripts';
import { segmentationModel } from './build/segmentation-model';

const backendUrl = process.env['PARLEY_BACKEND_URL'];

const proxy: Record<string, ProxyOptions> | undefined =
  backendUrl === undefined
    ? undefined
    : {
        '/api': { target: backendUrl },
        '/calendar/': { target: backendUrl },
        '/socket.io': { target: backendUrl, ws: true },
        '/sfu': { target: backendUrl, ws: true },
      };

/**
 * Asks V8 to compile the functions of a file beside the main thread while it loads
 * (https://v8.dev/blog/explicit-compile-hints, Chrome 136). Otherwise each is compiled at its first
 * call, about five hundred of them from the press of 'Join now' to the first video frame. Only the
 * first line of a file is looked at, so this comes after all that puts something there.
 */
const compileOnLoad: Plugin = {
  name: 'compile-on-load',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
      }
    },
  },
};

/**
 * Few and large files: over HTTP/1.1 a browser fetches six at a time, and a large file compresses
 * better than its parts. A group takes what it needs along, apart from what an earlier one has.
 */
const chunkGroups = [
  // The modules that every page needs.
  { name: 'base', tags: ['$initial' as const], priority: 7 },
  // The modules that every page except the first one needs.
  { name: 'queries', test: /@tanstack/, priority: 6 },
  {
    name: 'landing',
    // With the few modules that forms and calls share.
    test: /src\/(app\/LandingPage|features\/rooms\/JoinForm|features\/auth\/auth-api|ui\/FormProblem)|inputAdornmentClasses/,
    priority: 5,
  },
  // Signing in, and the modules that dialogs with forms share with it. The dialogs are not needed
  // for that, and calls have dialogs without forms.
  {
    name: 'forms',
    test: /src\/(features\/auth\/(Auth|Login|Register|Password)|ui\/(FormField|PasswordField|show-form))|hook-?form/,
    priority: 4,
  },
  // The call engine, which the page for checking a connection uses too.
  {
    name: 'engine',
    // Without the files that import livekit-client.
    test: /src\/(call(?!\/sfu\/(livekit|publish-options|sfu-encryption|encryption-worker|video-limits))|core|socket)\/|(socket|engine)\.io/,
    priority: 3,
  },
  // The connection to an SFU, which a meeting in a mesh does not need. After the engine, which would
  // otherwise come along.
  { name: 'sfu', test: /livekit/, priority: 2 },
  // Menus, dialogs and lists for signed-in users.
  // Without the modules that only their forms share, so that a call does not load the form library.
  { name: 'common', test: /^(?!.*CapacityField)/, minShareCount: 2, priority: 1 },
];

export default defineConfig({
  plugins: [react(), compileOnLoad, routeScripts, lighterFonts, segmentationModel()],
  // The server replaces this placeholder with a fresh nonce in every page that it sends.
  html: { cspNonce: '__CSP_NONCE__' },
  ...(proxy && { server: { proxy } }),
  // The blur's worker imports modules by itself. Builds of workers have plugins of their own.
  worker: { format: 'es', plugins: () => [segmentationModel()] },
  build: {
    // The oldest that the page for outdated browsers (public/outdated.js) names.
    target: ['chrome109', 'edge109', 'firefox115', 'safari16.4'],
    // The content security policy allows no `data:` URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: chunkGroups,
        },
      },
    },
  },
});

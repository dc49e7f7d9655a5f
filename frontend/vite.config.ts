import react from '@vitejs/plugin-react';
import { defineConfig, type ProxyOptions } from 'vite';

const backendUrl = process.env['PARLEY_BACKEND_URL'];

const proxy: Record<string, ProxyOptions> | undefined =
  backendUrl === undefined
    ? undefined
    : { '/api': { target: backendUrl }, '/socket.io': { target: backendUrl, ws: true } };

export default defineConfig({
  plugins: [react()],
  // The server replaces this placeholder with a fresh nonce in every page that it sends.
  html: { cspNonce: '__CSP_NONCE__' },
  ...(proxy && { server: { proxy } }),
  // The blur's worker imports modules by itself.
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // The content security policy allows no `data:` URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});

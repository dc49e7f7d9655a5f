/** Renders the landing page after `vite build`, beside the pages that the server serves. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
/** The landing page starts no worker, so none is built again. */
const noWorkers = {
  name: 'no-workers',
  enforce: /** @type {const} */ ('pre'),
  resolveId: (/** @type {string} */ id) => (id.endsWith('?worker&url') ? '\0no-worker' : null),
  load: (/** @type {string} */ id) => (id === '\0no-worker' ? 'export default ""' : null),
};
// Inside node_modules, so that the imports that stay external resolve from there.
const outDir = mkdtempSync(join(root, 'node_modules', '.prerender-'));
try {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [react(), noWorkers],
    ssr: { noExternal: true },
    build: { ssr: 'src/prerender.tsx', outDir, emptyOutDir: true },
  });
  const { prerenderLanding } = await import(join(outDir, 'prerender.js'));
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  writeFileSync(join(dist, '.vite', 'landing.html'), landingOf(page, await prerenderLanding()));
} finally {
  rmSync(outDir, { recursive: true });
}

/**
 * The page with its content in place. What makes it work is fetched with the first touch, pointer or
 * key; links work without. A user who presses 'Join' before that gets to the room that they typed:
 * the room page parses the code as well.
 * @param {string} page
 * @param {string} content
 * @returns {string}
 */
function landingOf(page, content) {
  const [entry, src] = /<script type="module"[^>]* src="([^"]+)"[^>]*><\/script>/.exec(page) ?? [];
  if (entry === undefined) throw new Error('index.html has no entry');
  const starter = `<script type="module" nonce="__CSP_NONCE__">
const root = document.getElementById('root');
const wishes = ['pointerover', 'pointerdown', 'keydown', 'focusin', 'storage'];
let client;
const start = () => {
  client ??= new Promise((resolve) => {
    addEventListener('parley:landed', () => resolve(true), { once: true });
    import('${src}').catch(() => resolve(false));
  }).then((isThere) => {
    if (!isThere) client = undefined;
    else {
      for (const type of wishes) removeEventListener(type, start);
      root.removeEventListener('submit', follow);
    }
    return isThere;
  });
  return client;
};
const follow = async (event) => {
  event.preventDefault();
  const form = event.target;
  const typed = form.querySelector('input').value.trim();
  if (await start()) form.requestSubmit();
  else if (typed !== '') location.assign('/r/' + encodeURIComponent(typed));
};
for (const type of wishes) addEventListener(type, start);
root.addEventListener('submit', follow);
try {
  if (localStorage.getItem('parley:session') === 'signed-in') start();
} catch {}
</script>`;
  // The policy allows no style attributes. What Material UI sets by one is the colour of a line under
  // a link, which is that of the text without it.
  const allowed = content.replaceAll(/ style="[^"]*"/g, '');
  return page
    .replace(entry, '')
    .replace('<div id="root"></div>', () => `<div id="root">${allowed}</div>`)
    .replace('</body>', () => `${starter}</body>`);
}

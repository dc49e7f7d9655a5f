import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { printFigure } from '../lib/figure';

/** JavaScript that must arrive before a page can be used, gzipped, in kB (1,000 bytes). */
const dist = join(import.meta.dirname, '../../frontend/dist');
const index = readFileSync(join(dist, 'index.html'), 'utf8');
const entry = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
  ([, file]) => file ?? '',
);

/** The files and everything that they import statically. */
function closure(files: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const code = readFileSync(join(dist, file), 'utf8');
    for (const [, imported] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
      visit(`assets/${imported}`);
    }
  };
  for (const file of files) visit(file);
  return seen;
}

/** The chunk that a route loads with `import()`, found by the name that Vite gives it. */
function lazyChunk(name: string): string {
  for (const file of closure(entry)) {
    const code = readFileSync(join(dist, file), 'utf8');
    const match = new RegExp(`\\./(${name}-[\\w-]+\\.js)`).exec(code);
    if (match) return `assets/${match[1]}`;
  }
  throw new Error(`no chunk ${name}`);
}

const kilobytes = (files: Iterable<string>): number =>
  [...files].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
    0,
  ) / 1000;

const signIn = closure([...entry, lazyChunk('LoginPage')]);
const call = closure([...entry, lazyChunk('CallPage')]);
printFigure({
  name: 'first-load JavaScript, sign-in page',
  value: kilobytes(signIn),
  goal: ['≤', 330],
  unit: 'kB',
});
printFigure({
  name: 'first-load JavaScript, everything for a mesh call',
  value: kilobytes(call),
  goal: ['≤', 330],
  unit: 'kB',
});
const hasLiveKit = [...call].some((file) =>
  readFileSync(join(dist, file), 'utf8').includes('livekit'),
);
printFigure({ name: 'of it LiveKit', value: hasLiveKit ? 1 : 0, goal: ['≤', 0], unit: 'kB' });

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repoRoot } from './paths.mjs';

const page = readFileSync(join(repoRoot, 'docs/architecture.md'), 'utf8');
const files = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: repoRoot,
  encoding: 'utf8',
}).stdout.split('\n');

/** Everything in backticks that looks like a file, such as `chat.socket.ts` or `mesh/peer-link.ts`. */
const named = [...page.matchAll(/`([\w./-]+\.(?:tsx?|mjs|json|md|yml))`/g)].map(
  ([, name = '']) => name,
);

test.each([...new Set(named)])('docs/architecture.md names exactly one file as %s', (name) => {
  const found = files.filter((file) => file === name || file.endsWith(`/${name}`));
  expect(found).toHaveLength(1);
});

test('every link in docs/architecture.md leads to a file', () => {
  const links = [...page.matchAll(/\]\(([^)#:]+)[^)]*\)/g)].map(([, path = '']) => path);
  const missing = links.filter((path) => !files.includes(join('docs', path)));
  expect(missing.filter((path) => !path.endsWith('/'))).toEqual([]);
  expect(links.length).toBeGreaterThan(0);
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { repoRoot } from './paths.mjs';

const files = git('ls-files', '--cached', '--others', '--exclude-standard');
const pages = files.filter((file) => file.endsWith('.md'));
const read = (/** @type {string} */ file) => readFileSync(join(repoRoot, file), 'utf8');

/** Everything in backticks that looks like a file, such as `chat.socket.ts` or `mesh/peer-link.ts`. */
const named = [
  ...read('docs/architecture.md').matchAll(/`([\w./-]+\.(?:tsx?|mjs|json|md|yml))`/g),
].map(([, name = '']) => name);

test('docs/architecture.md names files so that each name fits exactly one file', () => {
  const fits = Object.fromEntries(
    named.map((name) => [name, files.filter((file) => file === name || file.endsWith(`/${name}`))]),
  );
  expect(Object.entries(fits).filter(([, found]) => found.length !== 1)).toEqual([]);
  expect(named.length).toBeGreaterThan(0);
});

test.each(pages)('every relative link in %s leads to a file or folder', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(
    ([, path = '']) => path,
  );
  const targets = links.map((path) => normalize(join(dirname(page), path)));
  const missing = targets.filter(
    (target) =>
      !files.some((file) => file === target || file.startsWith(target.replace(/\/?$/, '/'))),
  );
  expect(missing).toEqual([]);
});

test('every decision that the code cites by number exists', () => {
  const cited = git('grep', '-hoE', 'decisions?[/ ][0-9]{3}', '--', ':!*.md', ':!*.test.mjs');
  const numbers = new Set(cited.map((citation) => citation.slice(-3)));
  const existing = files.map((file) => /^docs\/decisions\/(\d{3})-/.exec(file)?.[1]);
  expect([...numbers].filter((number) => !existing.includes(number))).toEqual([]);
  expect(numbers.size).toBeGreaterThan(0);
});

test('every lint override that CONTRIBUTING.md names exists', () => {
  /** @type {{ overrides: { files: string[] }[] }} */
  const { overrides } = JSON.parse(read('.oxlintrc.json'));
  const globs = [...read('CONTRIBUTING.md').matchAll(/`([\w/{},-]+\/\*\*)`/g)].map(
    ([, glob]) => glob,
  );
  const existing = new Set(overrides.flatMap((override) => override.files));
  expect(globs.filter((glob) => !existing.has(glob ?? ''))).toEqual([]);
  expect(globs.length).toBeGreaterThan(0);
});

/**
 * @param {...string} args
 * @returns {string[]} the lines that git printed
 */
function git(...args) {
  const { stdout } = spawnSync('git', args, { cwd: repoRoot, encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { repoRoot } from './paths.mjs';

const page = readFileSync(join(repoRoot, 'docs/faults.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| [FSR]\d{2} /.test(line));
const documented = new Map(rows.map((row) => [row.slice(2, 5), row]));

/** Every citation of a code outside of the documents, as [file, code]. */
const citations = git('grep', '-noE', '\\b[FSR][0-9]{2}\\b', '--', ':!docs', ':!*.md', ':!*.json')
  .split('\n')
  .filter((line) => line !== '' && !line.includes('faults.test.mjs'))
  .map((line) => line.split(':'))
  .map(([file = '', , code = '']) => ({ file, code }));

test('docs/faults.md lists every code that the code cites', () => {
  const missing = citations.filter(({ code }) => !documented.has(code));
  expect(missing).toEqual([]);
  expect(citations.length).toBeGreaterThan(0);
});

test('every test that docs/faults.md names for a code cites that code', () => {
  const stale = [...documented].flatMap(([code, row]) => {
    const citing = citations.filter((citation) => citation.code === code);
    const names = new Set(citing.map(({ file }) => basename(file)));
    const named = [...row.matchAll(/`([\w.-]+\.(?:test|spec)\.tsx?)`/g)].map(
      ([, name = '']) => name,
    );
    return named.filter((name) => !names.has(name)).map((name) => `${code}: ${name}`);
  });
  expect(stale).toEqual([]);
});

test('every fault in docs/faults.md names a test', () => {
  const untested = [...documented].filter(
    ([code, row]) => !code.startsWith('R') && !/\.(?:test|spec)\.tsx?`/.test(row),
  );
  expect(untested).toEqual([]);
});

test('every rule in docs/faults.md names a fault that is documented', () => {
  for (const [code, row] of documented) {
    if (!code.startsWith('R')) continue;
    const proofs = [...(row.split('|').at(-2) ?? '').matchAll(/[FS]\d{2}/g)].map(
      ([fault]) => fault,
    );
    expect(proofs.length, code).toBeGreaterThan(0);
    for (const fault of proofs) expect(documented.has(fault), `${code}: ${fault}`).toBe(true);
  }
});

/**
 * @param {...string} args
 * @returns {string} what git printed
 */
function git(...args) {
  return spawnSync('git', args, { cwd: repoRoot, encoding: 'utf8' }).stdout;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repoRoot } from './paths.mjs';

const code = readFileSync(join(repoRoot, 'backend/src/platform/security-log.ts'), 'utf8');
const page = readFileSync(join(repoRoot, 'docs/logging.md'), 'utf8');

/** The events by the code: those of the type, and the repeated ones with their mark. */
const [, list = ''] = /const REPEATED = \[([^\]]*)\]/.exec(code) ?? [];
const events = [
  ...[...code.matchAll(/^ {2}\| '([^']+)'/gm)].map(([, name = '']) => name),
  ...[...list.matchAll(/'([^']+)'/g)].map(([, name]) => `${name} \\*`),
];

test('docs/logging.md explains each security event once, and marks those that repeat', () => {
  const section = page.slice(page.indexOf('### Security events'), page.indexOf('## Client'));
  const explained = [...section.matchAll(/^\| (\w[\w -]*(?: \\\*)?) +\| +(\S)?/gm)].map(
    ([, name = '']) => name.trim(),
  );
  const inOrder = (/** @type {string[]} */ names) => names.toSorted((a, b) => a.localeCompare(b));
  expect(inOrder(explained)).toEqual(inOrder([...events, 'security events omitted']));
  expect(events.length).toBeGreaterThan(10);
});

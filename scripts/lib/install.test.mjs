import { expect, test } from 'vitest';
import { isInstalled } from './install.mjs';

const wanted = {
  '': { version: '0.1.0' },
  backend: { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/for-another-system': { version: '2.0.0', optional: true },
};

test('what the lock file wants is installed, but for optional packages of other systems', () => {
  expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
});

test('another version, a missing package or one too many means installing again', () => {
  expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.1' } })).toBe(false);
  expect(isInstalled(wanted, {})).toBe(false);
  const tooMany = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0' },
  };
  expect(isInstalled(wanted, tooMany)).toBe(false);
});

test('optional packages that the lock file does not name are no reason to install again', () => {
  const installed = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/for-this-system': { version: '1.0.0', optional: true },
  };
  expect(isInstalled(wanted, installed)).toBe(true);
});

test('an optional package in a stale version means installing again', () => {
  const installed = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/for-another-system': { version: '1.0.0', optional: true },
  };
  expect(isInstalled(wanted, installed)).toBe(false);
});

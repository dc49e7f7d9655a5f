import { expect, test } from 'vitest';
import { isInstalled } from './install.mjs';

const wanted = {
  '': { version: '0.1.0' },
  backend: { version: '0.1.0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/for-another-system': { version: '2.0.0', optional: true },
};

test('a missing optional package of another platform does not require an installation', () => {
  expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
});

test('another version, a missing package and a surplus package require an installation', () => {
  expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.1' } })).toBe(false);
  expect(isInstalled(wanted, {})).toBe(false);
  const tooMany = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '1.0.0' },
  };
  expect(isInstalled(wanted, tooMany)).toBe(false);
});

test('an installed optional package that the lock file lacks does not require an installation', () => {
  const installed = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/for-this-system': { version: '1.0.0', optional: true },
  };
  expect(isInstalled(wanted, installed)).toBe(true);
});

test('an optional package in another version requires an installation', () => {
  const installed = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/for-another-system': { version: '1.0.0', optional: true },
  };
  expect(isInstalled(wanted, installed)).toBe(false);
});

import { expect, test } from 'vitest';
import { readFlags } from './flags.mjs';

/** @type {Record<string, import('./flags.mjs').Flag>} */
const flags = { quiet: { type: 'boolean', help: '' }, with: { type: 'string', help: '' } };

test('known flags are read', () => {
  expect(readFlags(flags, ['--quiet', '--with', 'x'], 'npm start')).toMatchObject({
    quiet: true,
    with: 'x',
  });
});

test('the error for an unknown flag names it and points to --help', () => {
  expect(() => readFlags(flags, ['--quiet', '--https'], 'npm start')).toThrow(
    'Unknown option --https. `npm start -- --help` lists the options.',
  );
  expect(() => readFlags({}, ['--port=1'], 'npm start')).toThrow('Unknown option --port=1.');
});

test('a positional argument is an error', () => {
  expect(() => readFlags(flags, ['now'], 'npm start')).toThrow(/now/);
});

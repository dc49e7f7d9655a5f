import { expect, test } from 'vitest';
import { mongodArguments } from './mongod.mjs';

test('mongod listens on a socket in its own folder and on no port', () => {
  const args = mongodArguments('/data', '/tmp/mine', '/tmp/mine/mongodb.sock');
  const valueOf = (/** @type {string} */ name) => args[args.indexOf(name) + 1];
  expect(valueOf('--bind_ip')).toBe('/tmp/mine/mongodb.sock');
  expect(valueOf('--unixSocketPrefix')).toBe('/tmp/mine');
  expect(valueOf('--filePermissions')).toBe('0700');
});

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostToAsk, parseEntry, startAppServer } from './app-server.mjs';
import { addressOf, makeDataDir, portOf, schemeOf } from './environment.mjs';
import { testEnvironment } from './runners.mjs';

test('a port that is in use gets a message with the remedy', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const asked = portOf({ PORT: String(port), HOST: '127.0.0.1' });
  await expect(asked).rejects.toThrow(`Port ${port} is already in use`);
  server.close();
});

test('an invalid PORT gets a message with its value', async () => {
  await expect(portOf({ PORT: 'http' })).rejects.toThrow('"http"');
  await expect(portOf({ PORT: '70000' })).rejects.toThrow('"70000"');
});

test('a browser on this machine can open the address', () => {
  expect(addressOf(undefined, 3000)).toBe('http://localhost:3000');
  expect(addressOf('0.0.0.0', 3000)).toBe('http://localhost:3000');
  expect(addressOf('192.0.2.7', 80)).toBe('http://192.0.2.7:80');
  expect(addressOf('::', 3000, schemeOf({ TLS_CERT_FILE: 'a.pem' }))).toBe(
    'https://localhost:3000',
  );
  expect(hostToAsk('::')).toBe('[::1]');
});

test('only the owner can read the data folder, whether it is new or existed before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-data-'));
  for (const made of [false, true]) {
    const DATA_DIR = join(folder, String(made));
    if (made) mkdirSync(DATA_DIR, { mode: 0o755 });
    expect(makeDataDir({ DATA_DIR })).toBe(DATA_DIR);
    expect(statSync(DATA_DIR).mode & 0o777).toBe(0o700);
  }
  rmSync(folder, { recursive: true });
});

test('only the owner can read the log of the server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-log-'));
  const logFile = join(folder, 'server.log');
  const args = ['--eval', 'console.log("last words")'];
  const started = startAppServer({ args, cwd: folder, env: process.env, logFile });
  await expect(started).rejects.toThrow('last words');
  expect(statSync(logFile).mode & 0o777).toBe(0o600);
  rmSync(folder, { recursive: true });
});

test('lines that are not JSON objects are not log entries', () => {
  expect(parseEntry('{"msg":"listening","port":1}')).toEqual({ msg: 'listening', port: 1 });
  expect(parseEntry('{broken')).toBeUndefined();
  expect(parseEntry('Error: text')).toBeUndefined();
});

test("the variables of a user's own server do not reach the tests", () => {
  const env = testEnvironment({ MONGODB_URI: 'mongodb://mine/', TURN_SECRET: 'x', PATH: '/bin' });
  expect(env).toEqual({ PATH: '/bin' });
});

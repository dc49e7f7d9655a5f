import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { checkClock, isOnThisMachine, judgeClock, skewOf } from './clock.mjs';

const noon = Date.parse('2026-11-21T12:00:00Z');
const date = (/** @type {number} */ ms) => new Date(ms).toUTCString();

test('a header that is truncated to seconds and a slow answer are not a skew', () => {
  expect(skewOf(date(noon), noon + 900, noon + 950)).toBe(0);
  expect(skewOf(date(noon + 2_000), noon, noon + 3_000)).toBe(0);
  expect(skewOf(date(noon + 60_000), noon, noon)).toBe(60_000);
  expect(skewOf(date(noon - 60_000), noon, noon)).toBe(-59_000);
  expect(skewOf(undefined, noon, noon)).toBeUndefined();
});

const serverClock = (/** @type {number} */ skew, isHere = false) => ({
  whose: 'the server',
  skew,
  isHere,
});
const databaseClock = (/** @type {number} */ skew) => ({
  whose: 'the database',
  skew,
  isHere: false,
});

test('the finding names the worse of two clocks and its skew', () => {
  expect(judgeClock([serverClock(0), databaseClock(400)], undefined)).toMatchObject({
    status: 'passed',
    detail: 'the server and the database and this machine agree',
  });
  expect(judgeClock([serverClock(0), databaseClock(-30_000)], true)).toMatchObject({
    status: 'warning',
    detail: 'the clock of the database is 30 s behind this machine’s',
  });
  expect(judgeClock([serverClock(3_600_000), databaseClock(0)], true)).toMatchObject({
    status: 'failed',
    detail: 'the clock of the server is 60 min ahead of this machine’s',
  });
  expect(judgeClock([], undefined)).toMatchObject({ status: 'skipped' });
});

test('comparing a machine with itself proves nothing', () => {
  const onlyItself = [serverClock(0, true)];
  const unknown = judgeClock(onlyItself, undefined);
  expect(unknown.status).toBe('skipped');
  expect(unknown.detail).toContain('nothing was compared');
  expect(judgeClock(onlyItself, true)).toMatchObject({
    status: 'passed',
    detail: 'this machine’s clock is synchronized',
  });
  expect(judgeClock([...onlyItself, databaseClock(0)], undefined)).toMatchObject({
    status: 'passed',
    detail: 'the database and this machine agree',
  });
});

test('a clock that is not synchronized is a warning even if other clocks agree', () => {
  for (const clocks of [[serverClock(0, true)], [serverClock(0), databaseClock(0)]]) {
    expect(judgeClock(clocks, false)).toMatchObject({
      status: 'warning',
      remedy: expect.stringContaining('timedatectl set-ntp true'),
    });
  }
});

test('only the server of this checkout counts as running on this machine', async () => {
  const server = createServer((_request, response) => response.end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  const unknown = () => Promise.resolve(undefined);
  expect((await checkClock({ origin, env: {} }, undefined, unknown)).status).toBe('skipped');
  expect((await checkClock({ origin }, undefined, unknown)).status).toBe('passed');
  server.close();
});

test('the URI shows whether a database is on this machine', () => {
  for (const uri of [
    'mongodb://127.0.0.1:27017/parley',
    'mongodb://user:pa55@localhost/parley?x=1',
    'mongodb://[::1]:27017',
  ]) {
    expect(isOnThisMachine(uri), uri).toBe(true);
  }
  for (const uri of ['mongodb://db.example.org:27017/localhost', 'mongodb+srv://x/y', undefined]) {
    expect(isOnThisMachine(uri), uri).toBe(false);
  }
});

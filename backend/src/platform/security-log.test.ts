import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from './logger';
import { createScope } from './scope';
import { createSecurityLog } from './security-log';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const scope = createScope();
  const log = createSecurityLog(createLogger('info', { write }), 'a secret of the server', scope);
  return { log, lines, scope };
}

const address = '203.0.113.7';

test('a repeated event is logged at once and then once a minute with a count', () => {
  const { log, lines } = setUp();
  for (let index = 0; index < 500; index += 1) {
    log.note('limit reached', { address, requestId: `${index}`, reason: 'RATE_LIMITED' });
  }
  log.note('limit reached', { address: '203.0.113.8' });
  expect(lines).toMatchObject([
    { type: 'security', msg: 'limit reached', address, requestId: '0' },
    { msg: 'limit reached', address: '203.0.113.8' },
  ]);
  vi.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(3);
  expect(lines[2]).toMatchObject({ msg: 'limit reached', address, times: 499 });
  expect(lines[2]).not.toHaveProperty('requestId');
  vi.advanceTimersByTime(60_000);
  log.note('limit reached', { address });
  expect(lines).toHaveLength(4);
});

test('an event that a client cannot cause at will is always logged', () => {
  const { log, lines } = setUp();
  for (let index = 0; index < 3; index += 1) log.note('refresh token reused', { address });
  expect(lines.map(({ level }) => level)).toEqual([40, 40, 40]);
});

test('beyond a thousand kinds of events a minute, further ones are only counted', () => {
  const { log, lines } = setUp();
  for (let index = 0; index < 5_000; index += 1) {
    log.note('handshake refused', { address: `10.0.${index >> 8}.${index & 255}` });
  }
  expect(lines).toHaveLength(1_000);
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(1_000)).toMatchObject([{ msg: 'security events omitted', times: 4_000 }]);
});

test('an email address is logged as a stable hash that needs the key', () => {
  const [one, again] = [setUp(), setUp()];
  one.log.note('sign-in refused', { email: 'Ana@example.org', address });
  again.log.note('sign-in refused', { email: 'ana@example.org', address });
  expect(one.lines[0]?.['account']).toMatch(/^[\w-]{16}$/);
  expect(one.lines[0]?.['account']).toBe(again.lines[0]?.['account']);
  expect(JSON.stringify(one.lines)).not.toMatch(/ana@/i);
});

test('the counts of repeated events are logged when the server stops', async () => {
  const { log, lines, scope } = setUp();
  for (let index = 0; index < 3; index += 1) log.note('origin refused', { address });
  await scope.close();
  expect(lines.map(({ times }) => times)).toEqual([undefined, 2]);
});

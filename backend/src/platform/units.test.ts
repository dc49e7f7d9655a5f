import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor, page } from './cursor';
import { AppError, isDatabaseDown, parseInput, toAppError } from './errors';
import { KeyedLock } from './keyed-lock';
import { createLogger } from './logger';
import { isOriginAllowed } from './origin';
import { PatientWriter } from './patient-writer';
import { addressKey } from './rate-limit';
import { createScope } from './scope';
import { TokenBucket } from './token-bucket';

test('a token bucket gives its burst at once and then only what time refills', () => {
  const bucket = new TokenBucket({ perSecond: 2, burst: 3 }, 0);
  expect([0, 0, 0, 0].map((at) => bucket.take(at))).toEqual([true, true, true, false]);
  expect(bucket.take(499)).toBe(false);
  expect(bucket.take(500)).toBe(true);
  expect(bucket.take(500)).toBe(false);
});

test('a token bucket never holds more than its burst, however long it rested', () => {
  const bucket = new TokenBucket({ perSecond: 100, burst: 2 }, 0);
  expect([1, 1, 1].map(() => bucket.take(3_600_000))).toEqual([true, true, false]);
});

test('a token bucket gives many at once or none', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 100 }, 0);
  expect([60, 60, 40].map((count) => bucket.take(0, count))).toEqual([true, false, true]);
});

const fields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, 0]));

test.each<[string, unknown]>([
  ['many fields', fields(7_500)],
  ['many items', { offers: Array(30_000).fill(0) }],
  ['many fields further in', { offers: Array(20).fill(fields(20)) }],
  ['many levels', JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)],
])('input with %s is refused before a schema lists all that is wrong with it', (_how, input) => {
  const look = vi.fn(() => true);
  expect(() => parseInput(z.unknown().refine(look), input)).toThrow(
    expect.objectContaining({ code: 'VALIDATION_FAILED', details: [expect.anything()] }),
  );
  expect(look).not.toHaveBeenCalled();
});

test('of all that is wrong with input the first twenty fields are named', () => {
  const refusal = (schema: z.ZodType) => {
    try {
      return parseInput(schema, fields(100));
    } catch (error) {
      return error instanceof AppError && error.details?.map(({ field }) => field);
    }
  };
  const expected = Object.keys(fields(20));
  expect(refusal(z.strictObject({}))).toEqual(expected);
  expect(refusal(z.record(z.string(), z.string()))).toEqual(expected);
});

test('tasks of one key run one after another, those of another key beside them', async () => {
  const lock = new KeyedLock();
  const steps: string[] = [];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = lock.run('a', async () => {
    steps.push('a1 starts');
    await gate;
    steps.push('a1 ends');
  });
  const second = lock.run('a', async () => void steps.push('a2'));
  await lock.run('b', async () => void steps.push('b'));
  open();
  await Promise.all([first, second]);
  expect(steps).toEqual(['a1 starts', 'b', 'a1 ends', 'a2']);
});

test('a task that fails tells its caller and does not stop the next one', async () => {
  const lock = new KeyedLock();
  const failing = lock.run('a', () => Promise.reject(new Error('no')));
  const next = lock.run('a', async () => 'done');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('done');
  await lock.idle();
});

const down = () => Object.assign(new Error('away'), { name: 'MongoServerSelectionError' });

test.each([
  { name: 'MongoNetworkError' },
  { name: 'MongoPoolClearedError' },
  { name: 'PoolClearedOnNetworkError' },
  { name: 'MongoWaitQueueTimeoutError' },
  // What the driver lets through when a connection ended just before the write.
  { code: 'EPIPE' },
  { code: 'ECONNRESET' },
])('a fault such as %j means that the database is away', (kind) => {
  expect(isDatabaseDown(Object.assign(new Error('x'), kind))).toBe(true);
  expect(toAppError(Object.assign(new Error('x'), kind)).code).toBe('UNAVAILABLE');
});

test.each([{ name: 'TypeError' }, { code: 11_000 }, { code: 'ENOENT' }])(
  'a fault such as %j is ours',
  (kind) => {
    expect(toAppError(Object.assign(new Error('x'), kind)).code).toBe('INTERNAL');
  },
);

test('a patient writer keeps the order of facts while the database is away', async () => {
  const writer = new PatientWriter(createLogger('silent'));
  const written: number[] = [];
  let away = true;
  const fact = (number: number) => async () => {
    if (away) throw down();
    written.push(number);
  };
  await writer.write(fact(1));
  await writer.write(fact(2));
  away = false;
  await writer.write(fact(3));
  expect(await writer.flush()).toBe(0);
  expect(written).toEqual([1, 2, 3]);
});

test('two flushes of a patient writer at once write every fact exactly once', async () => {
  const writer = new PatientWriter(createLogger('silent'));
  const written: number[] = [];
  let away = true;
  for (const number of [1, 2, 3]) {
    await writer.write(async () => {
      if (away) throw down();
      written.push(number);
    });
  }
  away = false;
  await Promise.all([writer.flush(), writer.flush()]);
  expect(written).toEqual([1, 2, 3]);
});

test('a patient writer drops a write that can never work, and goes on', async () => {
  const writer = new PatientWriter(createLogger('silent'));
  let written = false;
  await writer.write(() => Promise.reject(new TypeError('a fault of ours')));
  await writer.write(async () => {
    written = true;
  });
  expect(written).toBe(true);
  expect(await writer.flush()).toBe(0);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('the address %s is counted as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});

test('a cursor comes back as the position that it was made from', () => {
  const position = { time: new Date(1_700_000_000_123), id: 'abcdefabcdefabcdefabcdef' };
  expect(decodeCursor(encodeCursor(position))).toEqual(position);
});

test.each(['', 'x', 'bnVsbA', Buffer.from('[1,{"$ne":null}]').toString('base64url')])(
  'the cursor %j, which this server did not make, is refused by its field',
  (cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        details: [expect.objectContaining({ field: 'cursor' })],
      }),
    );
  },
);

test('a full page has a cursor only where there is more', () => {
  const position = () => ({ time: new Date(0), id: 'abcdefabcdefabcdefabcdef' });
  expect(page([1, 2], 2, position)).toEqual({ rows: [1, 2], nextCursor: null });
  expect(page([1, 2, 3], 2, position)).toMatchObject({ rows: [1, 2] });
  expect(page([1, 2, 3], 2, position).nextCursor).toEqual(expect.any(String));
  expect(page([], 2, position)).toEqual({ rows: [], nextCursor: null });
});

test.each([
  [undefined, true],
  ['https://meet.example.org', true],
  ['http://own.example.org:3000', true],
  ['http://own.example.org:3001', false],
  ['https://evil.example.org', false],
  ['https://meet.example.org.evil.test', false],
  ['null', false],
  ['not an origin', false],
])('a page of the origin %s: allowed is %s', (origin, allowed) => {
  const headers = { host: 'own.example.org:3000', ...(origin !== undefined && { origin }) };
  expect(isOriginAllowed({ headers }, ['https://meet.example.org'])).toBe(allowed);
});

test('a scope closes in reverse order, once, and goes on after a failure', async () => {
  const scope = createScope();
  const closed: string[] = [];
  scope.add(() => void closed.push('first'));
  scope.add(() => {
    throw new Error('the second fails');
  });
  scope.add(() => void closed.push('third'));
  await expect(scope.close()).rejects.toThrow('the second fails');
  await expect(scope.close()).rejects.toThrow('the second fails');
  expect(closed).toEqual(['third', 'first']);
});

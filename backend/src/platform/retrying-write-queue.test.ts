import { expect, test } from 'vitest';
import { createLogger } from './logger';
import { RetryingWriteQueue } from './retrying-write-queue';

const down = () => Object.assign(new Error('away'), { name: 'MongoServerSelectionError' });

test('a patient writer keeps the order of facts while the database is away', async () => {
  const writer = new RetryingWriteQueue(createLogger('silent'));
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
  const writer = new RetryingWriteQueue(createLogger('silent'));
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
  const writer = new RetryingWriteQueue(createLogger('silent'));
  let written = false;
  await writer.write(() => Promise.reject(new TypeError('a fault of ours')));
  await writer.write(async () => {
    written = true;
  });
  expect(written).toBe(true);
  expect(await writer.flush()).toBe(0);
});

test('a fact that others waited for in vain is written all the same when the database is back', async () => {
  const writer = new RetryingWriteQueue(createLogger('silent'));
  let away = true;
  let isWritten = false;
  await writer.write(async () => {
    if (away) throw down();
    isWritten = true;
  });
  expect(await writer.catchUp()).toBe(false);
  away = false;
  await expect.poll(() => isWritten, { timeout: 10_000 }).toBe(true);
  expect(await writer.catchUp()).toBe(true);
});

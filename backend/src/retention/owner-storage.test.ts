import { expect, test } from 'vitest';
import { createOwnerStorage } from './owner-storage';

function storageWith(sumEnded: () => Promise<number>) {
  let time = 0;
  const errors: unknown[] = [];
  const storage = createOwnerStorage({
    sumEnded,
    sumRunning: () => 7,
    limitBytes: 100,
    onError: (error) => errors.push(error),
    now: () => time,
  });
  return { storage, errors, wait: (ms: number) => (time += ms) };
}

test('the sum over all records is read once for many messages, and again after half a minute', async () => {
  let reads = 0;
  const { storage, wait } = storageWith(() => Promise.resolve((reads += 1) * 10));
  const many = await Promise.all([1, 2, 3].map(() => storage.known('ana')));
  expect(many).toEqual(Array.from({ length: 3 }, () => ({ used: 17, limit: 100 })));
  await storage.known('ana');
  expect(reads).toBe(1);
  wait(30_000);
  expect(await storage.known('ana')).toEqual({ used: 27, limit: 100 });
  storage.forget('ana');
  expect(await storage.known('ana')).toEqual({ used: 37, limit: 100 });
  expect(await storage.measure('ana')).toEqual({ used: 47, limit: 100 });
});

test('a database that does not answer keeps nobody from writing', async () => {
  let isDown = true;
  const sum = () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve(50));
  const { storage, errors, wait } = storageWith(sum);
  expect(await storage.known('ana')).toBeUndefined();
  isDown = false;
  expect(await storage.known('ana')).toEqual({ used: 57, limit: 100 });
  isDown = true;
  wait(60_000);
  expect(await storage.known('ana')).toEqual({ used: 57, limit: 100 });
  expect(errors).toHaveLength(2);
});

import { expect, test } from 'vitest';
import { createLogger } from './logger';
import { RetryingWriteQueue } from './retrying-write-queue';
import { ManualScheduler } from './testing/manual-scheduler';

const down = () => Object.assign(new Error('no server'), { name: 'MongoServerSelectionError' });

/** A queue on a database that can be down for some keys. */
function setUp() {
  const scheduler = new ManualScheduler();
  const queue = new RetryingWriteQueue(createLogger('silent'), scheduler);
  const downKeys = new Set<string>();
  const written: string[] = [];
  const write = (key: string, name: string) =>
    queue.write(key, async () => {
      if (downKeys.has(key)) throw down();
      written.push(name);
    });
  return { scheduler, queue, downKeys, written, write };
}

test('the queue keeps the order of writes while the database is down', async () => {
  const { queue, downKeys, written, write } = setUp();
  downKeys.add('a');
  await write('a', '1');
  await write('a', '2');
  downKeys.clear();
  await write('a', '3');
  expect(await queue.flush()).toBe(0);
  expect(written).toEqual(['1', '2', '3']);
});

test('writes of one key run one after another if no caller waits for them', async () => {
  const { queue } = setUp();
  const steps: string[] = [];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  void queue.write('a', async () => {
    steps.push('first starts');
    await gate;
    steps.push('first ends');
  });
  const second = queue.write('a', async () => void steps.push('second'));
  open();
  await second;
  expect(steps).toEqual(['first starts', 'first ends', 'second']);
});

test('a write that has to wait does not delay writes of another key', async () => {
  const { queue, downKeys, written, write } = setUp();
  downKeys.add('a');
  await write('a', 'stuck');
  await write('b', 'free');
  expect(written).toEqual(['free']);
  expect(await queue.catchUp('b')).toBe(true);
  expect(await queue.catchUp('a')).toBe(false);
});

test('two flushes of the queue at once run every write exactly once', async () => {
  const { queue, downKeys, written, write } = setUp();
  downKeys.add('a');
  for (const name of ['1', '2', '3']) await write('a', name);
  downKeys.clear();
  await Promise.all([queue.flush(), queue.flush()]);
  expect(written).toEqual(['1', '2', '3']);
});

test('a flush waits for a write that is in progress', async () => {
  const { queue } = setUp();
  let isWritten = false;
  void queue.write('a', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    isWritten = true;
  });
  await queue.flush();
  expect(isWritten).toBe(true);
});

test('the queue drops a write that can never succeed and runs the next one', async () => {
  const { queue, written, write } = setUp();
  await queue.write('a', () => Promise.reject(new TypeError('a fault of ours')));
  await write('a', 'next');
  expect(written).toEqual(['next']);
  expect(await queue.flush()).toBe(0);
});

test('a write that a caller could not wait for is repeated when the database is back', async () => {
  const { scheduler, queue, downKeys, written, write } = setUp();
  downKeys.add('a');
  await write('a', '1');
  expect(await queue.catchUp('a')).toBe(false);
  await scheduler.advance(1_000);
  expect(written).toEqual([]);
  downKeys.clear();
  await scheduler.advance(1_000);
  expect(written).toEqual(['1']);
  expect(await queue.catchUp('a')).toBe(true);
});

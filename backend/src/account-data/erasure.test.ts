import { expect, test } from 'vitest';
import { createLogger } from '../platform/logger';
import { createScope } from '../platform/scope';
import { ManualScheduler } from '../platform/testing/manual-scheduler';
import { createErasure, type ErasureProgress } from './erasure';

/** A job whose one step answers in turn with these results, for one due account. */
function jobWith(results: ErasureProgress[]) {
  const scheduler = new ManualScheduler();
  const scope = createScope();
  const calls: number[] = [];
  const deleted: string[] = [];
  const erasure = createErasure({
    dueAccounts: () => Promise.resolve(deleted.length === 0 ? ['ana'] : []),
    steps: [
      () => {
        calls.push(scheduler.monotonic());
        return Promise.resolve(results.shift() ?? 'done');
      },
    ],
    deleteAccount: (userId) => Promise.resolve(void deleted.push(userId)),
    scheduler,
    logger: createLogger('silent'),
    security: { note: () => {} },
  });
  erasure.start(scope);
  return { scheduler, scope, calls, deleted };
}

test('batches follow each other with a pause, and the account goes last', async () => {
  const { scheduler, calls, deleted } = jobWith(['more', 'more', 'done']);
  await scheduler.advance(0);
  expect([calls, deleted]).toEqual([[0], []]);
  await scheduler.advance(1_000);
  expect([calls, deleted]).toEqual([[0, 250, 500], ['ana']]);
});

test('an account that waits for a meeting is tried again after an hour', async () => {
  const { scheduler, calls, deleted } = jobWith(['waiting', 'done']);
  await scheduler.advance(3_599_000);
  expect([calls.length, deleted]).toEqual([1, []]);
  await scheduler.advance(1_000);
  expect([calls.length, deleted]).toEqual([2, ['ana']]);
});

test('a failure is not the end of the job', async () => {
  const scheduler = new ManualScheduler();
  let looks = 0;
  createErasure({
    dueAccounts: () => Promise.reject(new Error(`no database ${(looks += 1)}`)),
    steps: [],
    deleteAccount: () => Promise.resolve(),
    scheduler,
    logger: createLogger('silent'),
    security: { note: () => {} },
  }).start(createScope());
  await scheduler.advance(2 * 3_600_000);
  expect(looks).toBe(3);
});

test('a server that stops starts no further batch', async () => {
  const { scheduler, scope, calls } = jobWith(['more']);
  await scheduler.advance(0);
  await scope.close();
  await scheduler.advance(10_000);
  expect(calls).toEqual([0]);
});

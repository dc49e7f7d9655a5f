import { expect, test } from 'vitest';
import { createLogger } from '../platform/logger';
import { createScope } from '../platform/scope';
import { ManualScheduler } from '../platform/testing/manual-scheduler';
import { createPurge, type PurgeOptions } from './purge';

const HOUR_MS = 3600_000;

/** A job over meetings with so many documents each; `left` shows what is left. */
function jobWith(counts: Record<string, number>, more: Partial<PurgeOptions['records']> = {}) {
  const scheduler = new ManualScheduler();
  const scope = createScope();
  const left = new Map(Object.entries(counts));
  const looks: number[] = [];
  const purge = createPurge({
    records: {
      expired(limit) {
        looks.push(scheduler.monotonic());
        return Promise.resolve([...left.keys()].slice(0, limit));
      },
      outlines: () => Promise.resolve([]),
      deleteAttendances: () => Promise.resolve(0),
      stripAttendances: () => Promise.resolve(0),
      deleteMeeting: (id) => Promise.resolve(void left.delete(id)),
      keepOutline: () => Promise.resolve(),
      ...more,
    },
    parts: [
      (id, limit) => {
        const count = Math.min(limit, left.get(id) ?? 0);
        left.set(id, (left.get(id) ?? 0) - count);
        return Promise.resolve(count);
      },
    ],
    outlineParts: [],
    scheduler,
    logger: createLogger('silent'),
  });
  return { purge, scheduler, scope, left, looks };
}

test('batches of two hundred follow each other with a pause, and the next look comes in an hour', async () => {
  const { purge, scheduler, scope, left, looks } = jobWith({ a: 450, b: 10 });
  purge.start(scope);
  await scheduler.advance(0);
  expect(left.get('a')).toBe(250);
  await scheduler.advance(1_000);
  expect([looks, left.size]).toEqual([[0, 250, 500], 0]);
  await scheduler.advance(HOUR_MS - 501);
  expect(looks).toHaveLength(3);
  await scheduler.advance(1);
  expect(looks).toHaveLength(4);
});

test('a meeting that has ended is looked at at once, and again soon after', async () => {
  const { purge, scheduler, scope, looks } = jobWith({});
  purge.start(scope);
  await scheduler.advance(5_000);
  purge.wake();
  await scheduler.advance(0);
  expect(looks).toEqual([0, 5_000]);
  await scheduler.advance(90_000);
  expect(looks).toEqual([0, 5_000, 95_000]);
  await scheduler.advance(HOUR_MS - 1);
  expect(looks).toHaveLength(3);
});

test('what becomes due while a batch runs is looked at after it', async () => {
  let release = () => undefined as void;
  const waiting = new Promise<string[]>((resolve) => (release = () => resolve([])));
  const answers = [waiting, Promise.resolve([])];
  let asked = 0;
  const outlines = () => answers[asked++] ?? Promise.resolve([]);
  const { purge, scheduler, scope } = jobWith({}, { outlines });
  purge.start(scope);
  const first = scheduler.advance(0);
  purge.wake();
  release();
  await first;
  await scheduler.advance(250);
  expect(asked).toBe(2);
});

test('a failure is not the end of the job, and a server that stops starts no further batch', async () => {
  let looks = 0;
  const outlines = () => Promise.reject(new Error(`no database ${(looks += 1)}`));
  const { purge, scheduler, scope } = jobWith({}, { outlines });
  purge.start(scope);
  await scheduler.advance(2 * HOUR_MS);
  expect(looks).toBe(3);
  await scope.close();
  purge.wake();
  await scheduler.advance(2 * HOUR_MS);
  expect(looks).toBe(3);
});

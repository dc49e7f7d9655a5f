import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DatabaseCircuitBreaker } from './circuit-breaker';
import { CircuitOpenError } from './errors';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

class Refused extends Error {}

/** A database whose answers the test gives, or does not give. */
function createWatch() {
  const probes: PromiseWithResolvers<unknown>[] = [];
  const watch = new DatabaseCircuitBreaker({
    limitMs: 2_000,
    isAnswer: (error) => error instanceof Refused,
    probe: () => {
      const probe = withResolvers<unknown>();
      probes.push(probe);
      return probe.promise;
    },
  });
  return { watch, probes };
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

const never = () => new Promise<never>(() => undefined);
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (value) => value,
    (error: Error) => error.name,
  );

test('an operation without an answer fails at the limit, and those behind it in a lock at once', async () => {
  const { watch } = createWatch();
  let sent = 0;
  const operation = () => {
    sent += 1;
    return never();
  };
  const first = outcome(watch.within(operation));
  const behind = first.then(() => outcome(watch.within(operation)));
  await vi.advanceTimersByTimeAsync(1_950);
  const late = outcome(watch.within(operation));
  await vi.advanceTimersByTimeAsync(150);
  // No timer moves any more: these have their answer now.
  expect(await Promise.all([first, behind, late])).toEqual(
    Array.from({ length: 3 }, () => 'CircuitOpenError'),
  );
  expect(sent).toBe(2);
});

test('a slow operation is waited for as long as the database answers anything at all', async () => {
  const { watch, probes } = createWatch();
  const slow = withResolvers<string>();
  const answer = watch.within(() => slow.promise);
  for (let second = 0; second < 8; second += 1) {
    await vi.advanceTimersByTimeAsync(1_100);
    probes.at(-1)?.resolve(null);
  }
  expect(probes.length).toBeGreaterThan(4);
  expect(probes.length).toBeLessThan(9);
  slow.resolve('found');
  expect(await answer).toBe('found');
});

test('a database that answers others is not asked whether it is there', async () => {
  const { watch, probes } = createWatch();
  const slow = withResolvers<string>();
  const answer = watch.within(() => slow.promise);
  for (let step = 0; step < 10; step += 1) {
    await vi.advanceTimersByTimeAsync(500);
    await watch.within(async () => 'quick');
  }
  expect(probes).toHaveLength(0);
  slow.resolve('found');
  expect(await answer).toBe('found');
});

test.each<[string, (probe: PromiseWithResolvers<unknown>) => void]>([
  ['an answer', (probe) => probe.resolve(null)],
  ['a refusal, which is an answer too', (probe) => probe.reject(new Refused())],
])('a silent database is asked every second, and used again after %s', async (_what, answer) => {
  const { watch, probes } = createWatch();
  const given = outcome(watch.within(never));
  await vi.advanceTimersByTimeAsync(2_101);
  await given;
  // One before it was given up, one at once after.
  expect(probes).toHaveLength(2);
  for (const probe of probes) probe.reject(new Error('no connection'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(probes).toHaveLength(3);
  expect(await outcome(watch.within(async () => 'early'))).toBe('CircuitOpenError');

  answer(probes[2] as PromiseWithResolvers<unknown>);
  await vi.advanceTimersByTimeAsync(0);
  expect(await watch.within(async () => 'back')).toBe('back');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(probes).toHaveLength(3);
});

test('an answer that comes after its operation was given up ends the silence', async () => {
  const { watch } = createWatch();
  const frozen = withResolvers<string>();
  const given = outcome(watch.within(() => frozen.promise));
  await vi.advanceTimersByTimeAsync(2_101);
  expect(await given).toBe('CircuitOpenError');
  frozen.resolve('thawed');
  await vi.advanceTimersByTimeAsync(0);
  expect(await watch.within(async () => 'back')).toBe('back');
});

test('what the database refuses, and what fails for want of it, reaches the caller as it is', async () => {
  const { watch, probes } = createWatch();
  const refused = new Refused('duplicate');
  await expect(watch.within(() => Promise.reject(refused))).rejects.toBe(refused);
  const cut = new CircuitOpenError();
  await expect(watch.within(() => Promise.reject(cut))).rejects.toBe(cut);
  // One broken connection is no silence.
  expect(probes).toHaveLength(0);
});

test('a database that is gone is silent as soon as the driver has given up to look for it', async () => {
  const { watch, probes } = createWatch();
  const gone = Object.assign(new Error('gone'), { name: 'MongoServerSelectionError' });
  const looking = withResolvers<never>();
  const given = outcome(watch.within(() => looking.promise));
  await vi.advanceTimersByTimeAsync(1_900);
  looking.reject(gone);
  expect(await given).toBe('MongoServerSelectionError');
  expect(probes).toHaveLength(2);
  expect(await outcome(watch.within(never))).toBe('CircuitOpenError');
});

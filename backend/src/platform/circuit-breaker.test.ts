import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DatabaseCircuitBreaker } from './circuit-breaker';
import { CircuitOpenError } from './errors';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

class Refused extends Error {}

/** A circuit breaker around a database whose responses the test gives or withholds. */
function createBreaker() {
  const probes: PromiseWithResolvers<unknown>[] = [];
  const breaker = new DatabaseCircuitBreaker({
    limitMs: 2_000,
    isResponse: (error) => error instanceof Refused,
    probe: () => {
      const probe = withResolvers<unknown>();
      probes.push(probe);
      return probe.promise;
    },
  });
  return { breaker, probes };
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

test('an operation without a response fails at the limit, and operations that wait for it fail at once', async () => {
  const { breaker } = createBreaker();
  let sent = 0;
  const operation = () => {
    sent += 1;
    return never();
  };
  const first = outcome(breaker.run(operation));
  const behind = first.then(() => outcome(breaker.run(operation)));
  await vi.advanceTimersByTimeAsync(1_950);
  const late = outcome(breaker.run(operation));
  await vi.advanceTimersByTimeAsync(150);
  // The clock stands still from here, so all three have been refused.
  expect(await Promise.all([first, behind, late])).toEqual(
    Array.from({ length: 3 }, () => 'CircuitOpenError'),
  );
  expect(sent).toBe(2);
});

test('the circuit stays closed around a slow operation while the database responds to probes', async () => {
  const { breaker, probes } = createBreaker();
  const slow = withResolvers<string>();
  const response = breaker.run(() => slow.promise);
  for (let second = 0; second < 8; second += 1) {
    await vi.advanceTimersByTimeAsync(1_100);
    probes.at(-1)?.resolve(null);
  }
  expect(probes.length).toBeGreaterThan(4);
  expect(probes.length).toBeLessThan(9);
  slow.resolve('found');
  expect(await response).toBe('found');
});

test('no probe is sent while the database responds to other operations', async () => {
  const { breaker, probes } = createBreaker();
  const slow = withResolvers<string>();
  const response = breaker.run(() => slow.promise);
  for (let step = 0; step < 10; step += 1) {
    await vi.advanceTimersByTimeAsync(500);
    await breaker.run(async () => 'quick');
  }
  expect(probes).toHaveLength(0);
  slow.resolve('found');
  expect(await response).toBe('found');
});

test.each<[string, (probe: PromiseWithResolvers<unknown>) => void]>([
  ['a response', (probe) => probe.resolve(null)],
  ['a refusal, which is a response as well', (probe) => probe.reject(new Refused())],
])('an open circuit sends a probe each second and closes after %s', async (_what, respond) => {
  const { breaker, probes } = createBreaker();
  const failed = outcome(breaker.run(never));
  await vi.advanceTimersByTimeAsync(2_101);
  await failed;
  // One before the circuit opened, and one right after.
  expect(probes).toHaveLength(2);
  for (const probe of probes) probe.reject(new Error('no connection'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(probes).toHaveLength(3);
  expect(await outcome(breaker.run(async () => 'early'))).toBe('CircuitOpenError');

  respond(probes[2] as PromiseWithResolvers<unknown>);
  await vi.advanceTimersByTimeAsync(0);
  expect(await breaker.run(async () => 'back')).toBe('back');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(probes).toHaveLength(3);
});

test('a late response to an operation that has failed closes the circuit', async () => {
  const { breaker } = createBreaker();
  const frozen = withResolvers<string>();
  const failed = outcome(breaker.run(() => frozen.promise));
  await vi.advanceTimersByTimeAsync(2_101);
  expect(await failed).toBe('CircuitOpenError');
  frozen.resolve('thawed');
  await vi.advanceTimersByTimeAsync(0);
  expect(await breaker.run(async () => 'back')).toBe('back');
});

test('errors of the database and of the connection reach the caller unchanged', async () => {
  const { breaker, probes } = createBreaker();
  const refused = new Refused('duplicate');
  await expect(breaker.run(() => Promise.reject(refused))).rejects.toBe(refused);
  const cut = new CircuitOpenError();
  await expect(breaker.run(() => Promise.reject(cut))).rejects.toBe(cut);
  // One broken connection does not open the circuit.
  expect(probes).toHaveLength(0);
});

test('the circuit opens as soon as the driver finds no server', async () => {
  const { breaker, probes } = createBreaker();
  const gone = Object.assign(new Error('gone'), { name: 'MongoServerSelectionError' });
  const looking = withResolvers<never>();
  const failed = outcome(breaker.run(() => looking.promise));
  await vi.advanceTimersByTimeAsync(1_900);
  looking.reject(gone);
  expect(await failed).toBe('MongoServerSelectionError');
  expect(probes).toHaveLength(2);
  expect(await outcome(breaker.run(never))).toBe('CircuitOpenError');
});

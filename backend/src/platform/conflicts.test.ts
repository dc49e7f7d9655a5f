import mongoose from 'mongoose';
import { expect, test } from 'vitest';
import { isTransientConflict, isUpsertConflict, retryConflicts } from './conflicts';
import { toAppError } from './errors';

const refusal = (code: number, message: string, labels: string[] = []) => {
  const error = new mongoose.mongo.MongoServerError({ message, code });
  for (const label of labels) error.addErrorLabel(label);
  return error;
};

const CONFLICTS: [string, Error][] = [
  ['a write conflict', refusal(112, 'WriteConflict')],
  [
    'an error with the label of a transient error',
    refusal(251, 'NoSuchTransaction', ['TransientTransactionError']),
  ],
  ['a failed serialization', refusal(1, 'could not serialize access due to concurrent update')],
  ['a deadlock', refusal(16_908_292, 'deadlock detected')],
];
const DUPLICATE = refusal(11_000, 'Duplicate key violation');
const OTHERS: [string, Error][] = [
  ['a duplicate key', DUPLICATE],
  ['another refusal', refusal(2, 'BadValue')],
  ['an error that only uses the same words', new Error('deadlock detected')],
];

/** An operation that fails with these errors, one a try, and then succeeds. */
function failing(...errors: Error[]) {
  const state = { tries: 0 };
  const run = async () => {
    state.tries += 1;
    const error = errors[state.tries - 1];
    if (error !== undefined) throw error;
    return 'done';
  };
  return { state, run };
}

test.each(CONFLICTS)('%s is retried after growing pauses', async (_kind, error) => {
  const pauses: number[] = [];
  const { state, run } = failing(error, error, error);
  const pause = async (ms: number) => void pauses.push(ms);
  expect(await retryConflicts(run, isTransientConflict, pause)).toBe('done');
  expect(state.tries).toBe(4);
  expect(pauses).toHaveLength(3);
  for (const [retry, ms] of pauses.entries()) {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(10 * 2 ** retry);
  }
});

test.each(OTHERS)('%s is not retried', async (_kind, error) => {
  const { state, run } = failing(error);
  await expect(retryConflicts(run)).rejects.toBe(error);
  expect(state.tries).toBe(1);
});

test('a duplicate key is a conflict of an upsert', async () => {
  const { state, run } = failing(DUPLICATE);
  expect(await retryConflicts(run, isUpsertConflict, async () => undefined)).toBe('done');
  expect(state.tries).toBe(2);
});

test('a conflict that outlasts all attempts becomes BUSY, not INTERNAL', async () => {
  const conflict = refusal(112, 'WriteConflict');
  const { state, run } = failing(...Array<Error>(20).fill(conflict));
  const given = retryConflicts(run, isTransientConflict, async () => undefined);
  await expect(given).rejects.toBe(conflict);
  expect(state.tries).toBe(6);
  expect(toAppError(conflict)).toMatchObject({ code: 'BUSY', retryAfter: 1, cause: conflict });
});

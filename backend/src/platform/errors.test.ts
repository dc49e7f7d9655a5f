import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { AppError, isDatabaseDown, parseInput, toAppError } from './errors';

const fields = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, 0]));

test.each<[string, unknown]>([
  ['many fields', fields(7_500)],
  ['many items', { offers: Array(30_000).fill(0) }],
  ['many fields further in', { offers: Array(20).fill(fields(20)) }],
  ['many levels', JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)],
])('input with %s is refused before a schema checks it', (_how, input) => {
  const look = vi.fn(() => true);
  expect(() => parseInput(z.unknown().refine(look), input)).toThrow(
    expect.objectContaining({ code: 'VALIDATION_FAILED', details: [expect.anything()] }),
  );
  expect(look).not.toHaveBeenCalled();
});

test('an error about invalid input names the first twenty fields', () => {
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

test.each([
  { name: 'MongoNetworkError' },
  { name: 'MongoPoolClearedError' },
  { name: 'PoolClearedOnNetworkError' },
  { name: 'MongoWaitQueueTimeoutError' },
  // The driver passes these on when a connection ended just before the write.
  { code: 'EPIPE' },
  { code: 'ECONNRESET' },
])('the error %j means that the database does not respond', (kind) => {
  expect(isDatabaseDown(Object.assign(new Error('x'), kind))).toBe(true);
  expect(toAppError(Object.assign(new Error('x'), kind)).code).toBe('UNAVAILABLE');
});

test.each([{ name: 'TypeError' }, { code: 11_000 }, { code: 'ENOENT' }])(
  'the error %j means a fault of the server',
  (kind) => {
    expect(toAppError(Object.assign(new Error('x'), kind)).code).toBe('INTERNAL');
  },
);

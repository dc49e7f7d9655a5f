import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor, page } from './cursor';

test('a cursor decodes to the position that it encodes', () => {
  const position = { time: new Date(1_700_000_000_123), id: 'abcdefabcdefabcdefabcdef' };
  expect(decodeCursor(encodeCursor(position))).toEqual(position);
});

const cursorOf = (json: string) => Buffer.from(json).toString('base64url');

test.each([
  '',
  'x',
  'bnVsbA',
  cursorOf('[1,{"$ne":null}]'),
  // Times that no `Date` can hold.
  cursorOf('[9007199254740991,"000000000000000000000000"]'),
  cursorOf('[-8640000000000001,"000000000000000000000000"]'),
  cursorOf('[1e999,"000000000000000000000000"]'),
])('the invented cursor %j is refused, and the error names the field', (cursor) => {
  expect(() => decodeCursor(cursor)).toThrow(
    expect.objectContaining({
      code: 'VALIDATION_FAILED',
      details: [expect.objectContaining({ field: 'cursor' })],
    }),
  );
});

test('a full page has a cursor only if more rows follow', () => {
  const position = () => ({ time: new Date(0), id: 'abcdefabcdefabcdefabcdef' });
  expect(page([1, 2], 2, position)).toEqual({ rows: [1, 2], nextCursor: null });
  expect(page([1, 2, 3], 2, position)).toMatchObject({ rows: [1, 2] });
  expect(page([1, 2, 3], 2, position).nextCursor).toEqual(expect.any(String));
  expect(page([], 2, position)).toEqual({ rows: [], nextCursor: null });
});

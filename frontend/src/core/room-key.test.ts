import { keyCheckSchema } from '@parley/shared/rooms';
import { expect, test } from 'vitest';
import {
  createRoomKey,
  keyCheckOf,
  mediaKeyOf,
  roomKeyField,
  roomKeyIn,
  withoutRoomKey,
} from './room-key';

test('a thousand room keys are different, and each is found in its fragment', () => {
  const keys = Array.from({ length: 1_000 }, createRoomKey);
  expect(new Set(keys).size).toBe(1_000);
  for (const key of keys) {
    expect(roomKeyIn(`#${roomKeyField(key)}`)).toBe(key);
    expect(roomKeyIn(`#key=abc&${roomKeyField(key)}`)).toBe(key);
  }
});

test('a key check has the form that the server accepts, and does not contain the key', async () => {
  const key = createRoomKey();
  const check = await keyCheckOf(key);
  expect(keyCheckSchema.parse(check)).toBe(check);
  expect(await keyCheckOf(key)).toBe(check);
  expect(check).not.toBe(key);
  expect(await keyCheckOf(createRoomKey())).not.toBe(check);
});

test('the media of each move have a key of their own', async () => {
  const key = createRoomKey();
  const hex = async (gen: number) => Buffer.from(await mediaKeyOf(key, gen)).toString('hex');
  expect(await hex(1)).toHaveLength(64);
  expect(await hex(1)).toBe(await hex(1));
  expect(await hex(2)).not.toBe(await hex(1));
});

test('a damaged key counts as none, and goes from the address too', () => {
  for (const damaged of ['#e2ee=', '#e2ee=short', `#e2ee=${'a'.repeat(23)}`, '#e2ee=%00']) {
    expect(roomKeyIn(damaged)).toBeNull();
    expect(withoutRoomKey(damaged)).toBe('');
  }
});

test('the rest of a fragment stays', () => {
  expect(withoutRoomKey(`#key=abc&${roomKeyField(createRoomKey())}`)).toBe('#key=abc');
  expect(withoutRoomKey('#key=abc')).toBe('#key=abc');
  expect(withoutRoomKey('')).toBe('');
});

// @vitest-environment jsdom
import { afterEach, expect, test } from 'vitest';
import { createRoomKey, keyCheckOf } from '../core/room-key';
import { RoomKeys } from './room-keys';

const CODE = 'team-monday';
const refuse = (): never => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

afterEach(() => localStorage.clear());

test('a key from a link is there after a reload, in any spelling of the code', async () => {
  const key = createRoomKey();
  new RoomKeys(() => localStorage).add(CODE, key);
  const keys = new RoomKeys(() => localStorage);
  expect(await keys.check('teammonday', await keyCheckOf(key))).toEqual({
    roomKey: key,
    problem: null,
  });
});

test('a device without the key, or with another one, may not take part', async () => {
  const keys = new RoomKeys(() => localStorage);
  const check = await keyCheckOf(createRoomKey());
  expect(await keys.check(CODE, check)).toEqual({ roomKey: null, problem: 'ROOM_KEY_MISSING' });
  keys.add(CODE, createRoomKey());
  expect(await keys.check(CODE, check)).toEqual({ roomKey: null, problem: 'ROOM_KEY_WRONG' });
});

test('a server that says that a room is not encrypted is not believed while the device has a key', async () => {
  const keys = new RoomKeys(() => localStorage);
  expect((await keys.check(CODE, undefined)).problem).toBeNull();
  keys.add(CODE, createRoomKey());
  expect((await keys.check(CODE, undefined)).problem).toBe('ENCRYPTION_ENDED');
  keys.forget(CODE);
  expect((await keys.check(CODE, undefined)).problem).toBeNull();
});

test('forged links do not push out the right key, unless there are many', async () => {
  const keys = new RoomKeys(() => localStorage);
  const right = createRoomKey();
  const check = await keyCheckOf(right);
  keys.add(CODE, right);
  for (let index = 0; index < 3; index += 1) keys.add(CODE, createRoomKey());
  expect((await keys.check(CODE, check)).roomKey).toBe(right);
  keys.add(CODE, createRoomKey());
  expect((await keys.check(CODE, check)).problem).toBe('ROOM_KEY_WRONG');
});

test('a key that the owner has made replaces all others', async () => {
  const keys = new RoomKeys(() => localStorage);
  const [old, made] = [createRoomKey(), createRoomKey()];
  keys.add(CODE, old);
  keys.replace(CODE, made);
  expect((await keys.check(CODE, await keyCheckOf(old))).problem).toBe('ROOM_KEY_WRONG');
  expect((await keys.check(CODE, await keyCheckOf(made))).roomKey).toBe(made);
});

test('signing out deletes the keys of all rooms and nothing else', () => {
  localStorage.setItem('parley:session', 'signed-in');
  const keys = new RoomKeys(() => localStorage);
  keys.add(CODE, createRoomKey());
  keys.add('other-room', createRoomKey());
  keys.forgetAll();
  expect([keys.newest(CODE), keys.newest('other-room')]).toEqual([null, null]);
  expect(Object.keys(localStorage)).toEqual(['parley:session']);
});

test('a browser that blocks storage keeps the key for this page', async () => {
  const keys = new RoomKeys(() => ({ getItem: refuse, setItem: refuse }) as unknown as Storage);
  const key = createRoomKey();
  keys.add(CODE, key);
  expect((await keys.check(CODE, await keyCheckOf(key))).roomKey).toBe(key);
});

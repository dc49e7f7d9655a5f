import { beforeEach, expect, test, vi } from 'vitest';
import { type EncryptionProblem, EncryptionError } from '../core/room-key';
import type { RoomKeys } from '../lib/room-keys';
import { sfuLoader } from './sfu-loader';

const { planes, support } = vi.hoisted(() => ({
  planes: [] as (ArrayBuffer | null)[],
  support: { value: 'known' },
}));
vi.mock('../call/sfu/livekit-plane', () => ({
  createLivekitPlane: (mediaKey: ArrayBuffer | null) => {
    planes.push(mediaKey);
    return Promise.resolve({});
  },
}));
vi.mock('../call/sfu/sfu-encryption', () => ({ encryptionSupport: () => support.value }));

const KEY = 'AAAAAAAAAAAAAAAAAAAAAA';

function load(roomKey: string | null, problem: EncryptionProblem | null = null) {
  const keys: Pick<RoomKeys, 'check'> = { check: () => Promise.resolve({ roomKey, problem }) };
  const loadPlane = sfuLoader('team', () => undefined, keys);
  return async (gen: number, isMove: boolean) => (await loadPlane())(gen, isMove);
}

beforeEach(() => {
  planes.length = 0;
  support.value = 'known';
});

test('a room without encryption gets a connection without a key', async () => {
  await load(null)(5, true);
  expect(planes).toEqual([null]);
});

test('an encrypted room gets another key for each move', async () => {
  const loadPlane = load(KEY);
  await loadPlane(5, true);
  await loadPlane(6, true);
  const [first, second] = planes.map((key) =>
    Buffer.from(key ?? new ArrayBuffer(0)).toString('hex'),
  );
  expect(first).toHaveLength(64);
  expect(second).not.toBe(first);
});

test('without the right key there is no connection', async () => {
  await expect(load(null, 'ROOM_KEY_WRONG')(5, true)).rejects.toEqual(
    new EncryptionError('ROOM_KEY_WRONG'),
  );
  expect(planes).toEqual([]);
});

test('a browser that we do not know to encrypt tries it in a move, and then connects again', async () => {
  support.value = 'unproven';
  const loadPlane = load(KEY);
  await expect(loadPlane(5, false)).rejects.toThrow('ENCRYPTION_UNSUPPORTED');
  await loadPlane(6, true);
  await loadPlane(6, false);
  expect(planes).toHaveLength(2);
  await expect(loadPlane(7, false)).rejects.toThrow('ENCRYPTION_UNSUPPORTED');
});

test('a browser that cannot encrypt never connects to the SFU in an encrypted room', async () => {
  support.value = 'none';
  await expect(load(KEY)(5, true)).rejects.toThrow('ENCRYPTION_UNSUPPORTED');
  await load(null)(5, true);
  expect(planes).toEqual([null]);
});

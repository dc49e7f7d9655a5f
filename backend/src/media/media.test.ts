import { createHmac } from 'node:crypto';
import type { IceServer } from '@parley/shared/media';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing';
import { createMediaService } from './media.service';

const TURN_SECRET = 'turn-tests-only-0123456789-abcdefghij';
const TURN_URL = 'turn:127.0.0.1:3478?transport=udp';
const clock = 1_900_000_000_000;
const expiry = clock / 1000 + 600;

let parley: TestApp;
let ana: TestUser;
beforeAll(async () => {
  parley = await createTestApp({
    env: { TURN_SECRET, TURN_URLS: TURN_URL, STUN_URLS: 'stun:127.0.0.1:3478' },
  });
  ana = await parley.register('Ana');
});
afterAll(() => parley.close());

/** What coturn computes from the name with the secret that it shares (`use-auth-secret`). */
const credentialOf = (username: string) =>
  createHmac('sha1', TURN_SECRET).update(username).digest('base64');

const turnOf = (iceServers: IceServer[]) => {
  const turn = iceServers.find(({ urls }) => urls.includes(TURN_URL));
  if (turn?.username === undefined) throw new Error('no TURN server with a name');
  expect(turn.credential).toBe(credentialOf(turn.username));
  const [until, ...bound] = turn.username.split(':');
  return { until: Number(until), bound };
};

async function newRoom(): Promise<{ code: string; id: string }> {
  const made = await parley.api
    .post('/api/rooms')
    .set(...ana.bearer)
    .send({});
  const code = made.body.room.code as string;
  const stored = await parley.connection.collection('rooms').findOne({ code });
  return { code, id: String(stored?._id) };
}

test('credentials are signed as coturn expects, for ten minutes, one account and one room', () => {
  const username = `${expiry}:user:room`;
  const [, turn] = createMediaService(
    { stunUrls: ['stun:127.0.0.1:3478'], turnUrls: [TURN_URL], turnUsername: undefined },
    { turnSecret: TURN_SECRET, turnPassword: undefined },
    () => clock,
  ).iceServersFor('user', 'room');
  expect(turn).toEqual({ urls: [TURN_URL], username, credential: credentialOf(username) });
});

test('credentials are renewed over the socket: for the account, then for the room that it watches or is in', async () => {
  const room = await newRoom();
  const socket = await parley.connect(ana);
  const renew = async () => turnOf((await socket.ask('ice:renew', {})).iceServers);

  const alone = await renew();
  expect(alone.bound).toEqual([ana.user.id]);
  expect(Math.abs(alone.until - Date.now() / 1000 - 600)).toBeLessThan(10);
  const watching = await socket.ask('room:watch', { code: room.code });
  expect(turnOf(watching.iceServers).bound).toEqual([ana.user.id, room.id]);
  expect((await renew()).bound).toEqual([ana.user.id, room.id]);
  const joined = await socket.join(room.code);
  expect(turnOf(joined.iceServers).bound).toEqual([ana.user.id, room.id]);
  expect((await renew()).bound).toEqual([ana.user.id, room.id]);
  await socket.ask('meeting:leave', {});
  expect((await renew()).bound).toEqual([ana.user.id]);
});

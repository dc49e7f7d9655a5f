import { createHmac } from 'node:crypto';
import type { IceServer } from '@parley/shared/ice';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';
import { createIceService } from './ice.service';
import { TurnUsernames } from './turn-usernames';

const TURN_SECRET = 'turn-tests-only-0123456789-abcdefghij';
const TURN_URL = 'turn:127.0.0.1:3478?transport=udp';
const clock = 1_900_000_000_000;
const expiry = clock / 1000 + 600;
const day = 86_400_000;

/** The clock of the server stands still at a whole second. */
const serverTime = Math.floor(Date.now() / 1000) * 1000;

let parley: TestApp;
let ana: TestUser;
beforeAll(async () => {
  parley = await createTestApp({
    env: { TURN_SECRET, TURN_URLS: TURN_URL, STUN_URLS: 'stun:127.0.0.1:3478' },
    now: () => serverTime,
  });
  ana = await parley.register('Ana');
});
afterAll(() => parley.close());

/** The credential that coturn computes from the username and the shared secret (`use-auth-secret`). */
const credentialOf = (username: string) =>
  createHmac('sha1', TURN_SECRET).update(username).digest('base64');

const turnOf = (iceServers: IceServer[]) => {
  const turn = iceServers.find(({ urls }) => urls.includes(TURN_URL));
  if (turn?.username === undefined) throw new Error('no TURN server with a username');
  expect(turn.credential).toBe(credentialOf(turn.username));
  const [until, ...bound] = turn.username.split(':');
  return { until: Number(until), bound };
};

async function newRoom(): Promise<{ code: string; id: string }> {
  const code = await makeRoom(parley, ana);
  const stored = await parley.connection.collection('rooms').findOne({ code });
  return { code, id: String(stored?._id) };
}

const serviceAt = (now: () => number, turnLifetimeSeconds = 600) =>
  createIceService(
    { stunUrls: [], turnUrls: [TURN_URL], turnUsername: undefined, turnLifetimeSeconds },
    { turnSecret: TURN_SECRET, turnPassword: undefined },
    now,
  );

test('TURN credentials are signed as coturn expects, for ten minutes, one account and one room', () => {
  const username = `${expiry}:user:room`;
  const [turn] = serviceAt(() => clock).iceServersFor('user', 'room');
  expect(turn).toEqual({
    urls: [TURN_URL],
    username,
    credential: credentialOf(username),
    refreshAfterSeconds: 300,
  });
});

test('the lifetime of TURN credentials is configured, and without a room it is at most two minutes', () => {
  const lives = (configured: number, room?: string) => {
    const service = serviceAt(() => clock, configured);
    const { until } = turnOf(service.iceServersFor('user', room));
    return until - clock / 1000;
  };
  expect([lives(15, 'room'), lives(900, 'room')]).toEqual([15, 900]);
  expect([lives(600), lives(900), lives(15)]).toEqual([120, 120, 15]);
});

test('an account with many rooms has only four TURN usernames in a day', () => {
  let now = clock;
  const names = new TurnUsernames(() => now);
  const seen = new Set<string>();
  for (let round = 0; round < 23; round += 1) {
    for (let room = 0; room < 500; room += 1) seen.add(names.nameFor('greedy', `room${room}`));
    seen.add(names.nameFor('greedy', undefined));
    now += 3_600_000;
  }
  expect([...seen]).toEqual(['greedy:room0', 'greedy:room1', 'greedy:room2', 'greedy']);
  expect(names.nameFor('modest', 'room9')).toBe('modest:room9');
});

test('all clients of one user in one room share a TURN username, until the next day', () => {
  let now = clock;
  const names = new TurnUsernames(() => now);
  for (const room of ['a', 'b', 'c', 'a', 'b', 'c']) {
    expect(names.nameFor('ana', room)).toBe(`ana:${room}`);
  }
  expect(names.nameFor('ana', 'd')).toBe('ana');
  now += day - 1;
  expect(names.nameFor('ana', 'd')).toBe('ana');
  now += 1;
  expect(names.nameFor('ana', 'd')).toBe('ana:d');
});

test('the socket refreshes TURN credentials for the user, and for the room of the lobby or the meeting', async () => {
  const room = await newRoom();
  const socket = await parley.connect(ana);
  const refresh = async () => turnOf((await socket.ask('ice:refresh', {})).iceServers);

  const alone = await refresh();
  expect(alone.bound).toEqual([ana.user.id]);
  expect(alone.until).toBe(serverTime / 1000 + 120);
  const watching = await socket.ask('room:watch', { code: room.code });
  expect(turnOf(watching.iceServers).bound).toEqual([ana.user.id, room.id]);
  expect((await refresh()).bound).toEqual([ana.user.id, room.id]);
  const joined = await socket.join(room.code);
  expect(turnOf(joined.iceServers).bound).toEqual([ana.user.id, room.id]);
  expect((await refresh()).bound).toEqual([ana.user.id, room.id]);
  await socket.ask('meeting:leave', {});
  expect((await refresh()).bound).toEqual([ana.user.id]);
});

import { randomUUID } from 'node:crypto';
import type { SignalSend } from '@parley/shared/signaling';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  joinInput,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
beforeAll(async () => {
  parley = await createTestApp();
  [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
});
afterAll(() => parley.close());

const newRoom = (app = parley, owner = ana, body: object = {}) => makeRoom(app, owner, body);

const candidate = { candidate: 'candidate:x' };
const description = { type: 'offer', sdp: 'v=0' } as const;

/** The owner is a participant, and the guest is in the lobby. `isKnown`: the guest attended before. */
async function benInTheLobby(
  app = parley,
  owner = ana,
  guest = ben,
  room: object = {},
  { isKnown = true } = {},
) {
  const code = await newRoom(app, owner, room);
  const [a, b] = [await app.connect(owner), await app.connect(guest)];
  if (isKnown) {
    await b.join(code);
    await b.ask('meeting:leave', {});
  }
  const { self } = await a.join(code);
  const instanceId = randomUUID();
  const { presence, preconnect } = await b.ask('room:watch', { code, instanceId });
  const send = (body: Partial<SignalSend> = { description }) =>
    b.send('signal:send', { to: self.id, toInstance: self.instanceId, epoch: 0, ...body });
  return { a, b, code, self, instanceId, presence, preconnect, send };
}

/** An offer with these media sections. */
const sections = (...kinds: string[]) => ({
  type: 'offer' as const,
  sdp: ['v=0', ...kinds.map((kind) => `m=${kind} 9 UDP/TLS/RTP/SAVPF 96`)].join('\r\n'),
});

const close = (...sockets: TestSocket[]): void => sockets.forEach((socket) => socket.close());

test('a lobby peer and a participant preconnect, so that joining only takes the seat', async () => {
  const { a, b, code, self, instanceId, presence, preconnect, send } = await benInTheLobby();
  expect(preconnect).toBe(true);
  expect(presence.people.map(({ id }) => id)).toEqual([self.id]);
  expect(await send()).toEqual({ ok: true, data: {} });
  const offered = await a.next('signal:received');
  expect(offered).toMatchObject({ fromLobby: true, fromInstance: instanceId, description });

  const back = { to: offered.from, toInstance: instanceId, epoch: 0, candidate };
  await a.ask('signal:send', back);
  expect(await b.next('signal:received')).toMatchObject({ from: self.id, candidate });

  const joined = await b.join(code, { instanceId });
  expect(joined.self.id).toBe(offered.from);
  const event = await a.next('participant:joined');
  expect(event.participant).toMatchObject({ id: offered.from, instanceId });
  expect(a.events.some(({ event: name }) => name === 'lobby:left')).toBe(false);
  close(a, b);
});

test('only participants who got a signal from a lobby peer learn that it left', async () => {
  const known = await benInTheLobby();
  await known.send();
  const { from } = await known.a.next('signal:received');
  await known.b.ask('room:unwatch', {});
  expect(await known.a.next('lobby:left')).toEqual({ id: from, instanceId: known.instanceId });
  expect(await known.send()).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  close(known.a, known.b);

  const silent = await benInTheLobby();
  silent.b.close();
  await silent.a.ask('participant:update', { hand: true });
  expect(silent.a.events.some(({ event }) => event === 'lobby:left')).toBe(false);
  close(silent.a);
});

test('a lobby peer that joined by a new socket has not left when its old socket closes', async () => {
  const { a, b, code, instanceId, send } = await benInTheLobby();
  await send();
  const again = await parley.connect(ben);
  await again.join(code, { instanceId });
  const old = b.socket.id ?? '';
  b.rawWebSocket.terminate();
  await expect.poll(() => parley.app.services.lobby.peers.has(old)).toBe(false);
  await a.ask('participant:update', { hand: true });
  expect(a.events.filter(({ event }) => event === 'lobby:left')).toEqual([]);
  close(a, again);
});

test('a lobby peer cannot send signals to a participant of another room', async () => {
  const here = await benInTheLobby();
  const there = await benInTheLobby();
  const { self } = there;
  const far = { to: self.id, toInstance: self.instanceId, epoch: 0, candidate };
  expect(await here.b.send('signal:send', far)).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  close(here.a, here.b, there.a, there.b);
});

test('a client does not preconnect to a full room, nor beside a seat of its own user', async () => {
  const full = await benInTheLobby(parley, ana, ben, { capacity: 2 });
  const cem = await parley.connect(await parley.register('Cem'));
  await cem.join(full.code);
  expect(await full.send()).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  close(full.a, full.b, cem);

  const own = await benInTheLobby(parley, ana, ana);
  expect(await own.send()).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  close(own.a, own.b);
});

test('a lobby peer that watches a full room again keeps its connections', async () => {
  const waiting = await benInTheLobby(parley, ana, ben, { capacity: 2 });
  await waiting.send();
  const { from } = await waiting.a.next('signal:received');
  const cem = await parley.connect(await parley.register('Cem'));
  await cem.join(waiting.code);
  const { code, instanceId } = waiting;
  expect(await waiting.b.send('meeting:join', joinInput(code, { instanceId }))).toMatchObject({
    error: { code: 'ROOM_FULL' },
  });
  await waiting.b.ask('room:watch', { code, instanceId });
  expect(await waiting.send()).toEqual({ ok: true, data: {} });
  expect(waiting.a.events.some(({ event }) => event === 'lobby:left')).toBe(false);

  await waiting.b.ask('room:watch', { code });
  expect(await waiting.a.next('lobby:left')).toEqual({ id: from, instanceId });
  close(waiting.a, waiting.b, cem);
});

test('no client preconnects if LOBBY_PRECONNECT is off', async () => {
  const app = await createTestApp({ env: { LOBBY_PRECONNECT: 'false' } });
  const [owner, guest] = [await app.register('Ana'), await app.register('Ben')];
  const { preconnect, send } = await benInTheLobby(app, owner, guest);
  expect(preconnect).toBe(false);
  expect(await send()).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  await app.close();
});

test('a user who only has the link does not preconnect, and guessed ids do not help', async () => {
  const room = await benInTheLobby(
    parley,
    ana,
    await parley.register('Eve'),
    {},
    { isKnown: false },
  );
  const { a, b, code, self, instanceId, preconnect, presence } = room;
  expect(preconnect).toBe(false);
  expect(presence.people.map(({ id }) => id)).toEqual([self.id]);
  const refused = { error: { code: 'NOT_A_MEMBER' } };
  expect(await room.send()).toMatchObject(refused);
  expect(await room.send({ candidate })).toMatchObject(refused);
  // Eve has no participant id before she joins, so every guess fails alike.
  for (const to of [self.id, 'f'.repeat(24)]) {
    const guess = { to, toInstance: instanceId, epoch: 0, candidate };
    expect(await a.send('signal:send', guess)).toMatchObject(refused);
  }
  expect(a.events.filter(({ event }) => /^(signal|lobby)/.test(event))).toEqual([]);

  // After one join the room knows her, also from another client.
  await b.join(code, { instanceId });
  await b.ask('meeting:leave', {});
  const again = await b.ask('room:watch', { code, instanceId });
  expect(again.preconnect).toBe(true);
  expect(await room.send()).toEqual({ ok: true, data: {} });
  expect(await a.next('signal:received')).toMatchObject({ fromLobby: true, description });
  close(a, b);
});

test('an owner may preconnect without an earlier meeting, only in their own room', async () => {
  const code = await newRoom();
  const foreign = await newRoom(parley, ben);
  const a = await parley.connect(ana);
  const watch = (to: string) => a.ask('room:watch', { code: to, instanceId: randomUUID() });
  expect((await watch(code)).preconnect).toBe(true);
  expect((await watch(foreign)).preconnect).toBe(false);
  close(a);
});

test('a restarted server still knows who was in the room', async () => {
  const before = await createTestApp();
  const [owner, guest] = [await before.register('Ana'), await before.register('Ben')];
  const { code } = await benInTheLobby(before, owner, guest);
  await before.app.close();
  const after = await createTestApp({ database: before.database });
  const b = await after.connect(guest);
  const { preconnect } = await b.ask('room:watch', { code, instanceId: randomUUID() });
  expect(preconnect).toBe(true);
  await after.close();
  await before.connection.close();
});

test('data channels and more media than a call needs are refused, in the lobby and in the meeting', async () => {
  const { a, b, code, instanceId, send } = await benInTheLobby();
  const refused = { error: { code: 'VALIDATION_FAILED' } };
  const usual = ['audio', 'video'];
  const tooMuch = [...usual, ...usual, ...usual, 'video'];
  for (const kinds of [[...usual, 'video'], [...usual, 'application'], tooMuch, ['text']]) {
    expect(await send({ description: sections(...kinds) })).toMatchObject(refused);
  }
  expect(await send({ description: sections(...usual) })).toEqual({ ok: true, data: {} });
  const { from } = await a.next('signal:received');
  const back = { to: from, toInstance: instanceId, epoch: 0 };
  const withData = { ...back, description: sections(...usual, 'application') };
  expect(await a.send('signal:send', withData)).toMatchObject(refused);

  const { participants } = await b.join(code, { instanceId });
  const [{ id, instanceId: toInstance } = { id: '', instanceId: '' }] = participants;
  const say = (...kinds: string[]) =>
    b.send('signal:send', { to: id, toInstance, epoch: 0, description: sections(...kinds) });
  expect(await say(...usual, 'video', 'audio')).toEqual({ ok: true, data: {} });
  expect(await say(...tooMuch)).toMatchObject(refused);
  const other = await parley.connect(await parley.register('Fay'));
  const offers = [{ ...back, to: id, toInstance, description: sections('application') }];
  expect(await other.send('meeting:join', joinInput(code, { offers }))).toMatchObject(refused);
  close(a, b, other);
});

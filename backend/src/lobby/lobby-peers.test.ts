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

/** Ana is in the room, Ben on the page before joining it. He was in the room before, or never. */
async function benAtTheDoor(
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
  const knock = (body: Partial<SignalSend> = { description }) =>
    b.send('signal:send', { to: self.id, toInstance: self.instanceId, epoch: 0, ...body });
  return { a, b, code, self, instanceId, presence, preconnect, knock };
}

/** An offer with these media sections. */
const sections = (...kinds: string[]) => ({
  type: 'offer' as const,
  sdp: ['v=0', ...kinds.map((kind) => `m=${kind} 9 UDP/TLS/RTP/SAVPF 96`)].join('\r\n'),
});

const close = (...sockets: TestSocket[]): void => sockets.forEach((socket) => socket.close());

test('somebody before the door and a member make their connection ready, then only the seat is taken', async () => {
  const { a, b, code, self, instanceId, presence, preconnect, knock } = await benAtTheDoor();
  expect(preconnect).toBe(true);
  expect(presence.people.map(({ id }) => id)).toEqual([self.id]);
  expect(await knock()).toEqual({ ok: true, data: {} });
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

test('who goes away from the door is told to those who know of them, and to nobody else', async () => {
  const known = await benAtTheDoor();
  await known.knock();
  const { from } = await known.a.next('signal:received');
  await known.b.ask('room:unwatch', {});
  expect(await known.a.next('lobby:left')).toEqual({ id: from, instanceId: known.instanceId });
  expect(await known.knock()).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  close(known.a, known.b);

  const silent = await benAtTheDoor();
  silent.b.close();
  await silent.a.ask('participant:update', { hand: true });
  expect(silent.a.events.some(({ event }) => event === 'lobby:left')).toBe(false);
  close(silent.a);
});

test('whose network changed before joining is not told to have left when the old line is given up', async () => {
  const { a, b, code, instanceId, knock } = await benAtTheDoor();
  await knock();
  const again = await parley.connect(ben);
  await again.join(code, { instanceId });
  const old = b.socket.id ?? '';
  b.rawWebSocket.terminate();
  await expect.poll(() => parley.app.services.lobby.peers.has(old)).toBe(false);
  await a.ask('participant:update', { hand: true });
  expect(a.events.filter(({ event }) => event === 'lobby:left')).toEqual([]);
  close(a, again);
});

test('a visitor reaches nobody in another room, and no other visitor', async () => {
  const here = await benAtTheDoor();
  const there = await benAtTheDoor();
  const { self } = there;
  const far = { to: self.id, toInstance: self.instanceId, epoch: 0, candidate };
  expect(await here.b.send('signal:send', far)).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  close(here.a, here.b, there.a, there.b);
});

test('nobody is made ready for a seat that is not there, nor twice for the same account', async () => {
  const full = await benAtTheDoor(parley, ana, ben, { capacity: 2 });
  const cem = await parley.connect(await parley.register('Cem'));
  await cem.join(full.code);
  expect(await full.knock()).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  close(full.a, full.b, cem);

  const own = await benAtTheDoor(parley, ana, ana);
  expect(await own.knock()).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  close(own.a, own.b);
});

test('who looks at a full room again keeps the connections that were made ready', async () => {
  const waiting = await benAtTheDoor(parley, ana, ben, { capacity: 2 });
  await waiting.knock();
  const { from } = await waiting.a.next('signal:received');
  const cem = await parley.connect(await parley.register('Cem'));
  await cem.join(waiting.code);
  const { code, instanceId } = waiting;
  expect(await waiting.b.send('meeting:join', joinInput(code, { instanceId }))).toMatchObject({
    error: { code: 'ROOM_FULL' },
  });
  await waiting.b.ask('room:watch', { code, instanceId });
  expect(await waiting.knock()).toEqual({ ok: true, data: {} });
  expect(waiting.a.events.some(({ event }) => event === 'lobby:left')).toBe(false);

  await waiting.b.ask('room:watch', { code });
  expect(await waiting.a.next('lobby:left')).toEqual({ id: from, instanceId });
  close(waiting.a, waiting.b, cem);
});

test('where warming up is switched off, the door stays shut', async () => {
  const app = await createTestApp({ env: { LOBBY_PRECONNECT: 'false' } });
  const [owner, guest] = [await app.register('Ana'), await app.register('Ben')];
  const { preconnect, knock } = await benAtTheDoor(app, owner, guest);
  expect(preconnect).toBe(false);
  expect(await knock()).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  await app.close();
});

test('somebody who only has the link is not connected before joining, whatever ids they guess', async () => {
  const room = await benAtTheDoor(
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
  expect(await room.knock()).toMatchObject(refused);
  expect(await room.knock({ candidate })).toMatchObject(refused);
  // The id that Eve will have is not made before she joins, so every guess fails alike.
  for (const to of [self.id, 'f'.repeat(24)]) {
    const guess = { to, toInstance: instanceId, epoch: 0, candidate };
    expect(await a.send('signal:send', guess)).toMatchObject(refused);
  }
  expect(a.events.filter(({ event }) => /^(signal|visitor)/.test(event))).toEqual([]);

  // Having joined once she is known, on the next look and by another page.
  await b.join(code, { instanceId });
  await b.ask('meeting:leave', {});
  const again = await b.ask('room:watch', { code, instanceId });
  expect(again.preconnect).toBe(true);
  expect(await room.knock()).toEqual({ ok: true, data: {} });
  expect(await a.next('signal:received')).toMatchObject({ fromLobby: true, description });
  close(a, b);
});

test('the owner is known without ever having been there, in this room and in no other', async () => {
  const code = await newRoom();
  const foreign = await newRoom(parley, ben);
  const a = await parley.connect(ana);
  const watch = (to: string) => a.ask('room:watch', { code: to, instanceId: randomUUID() });
  expect((await watch(code)).preconnect).toBe(true);
  expect((await watch(foreign)).preconnect).toBe(false);
  close(a);
});

test('a server that is started again still knows who was in the room', async () => {
  const before = await createTestApp();
  const [owner, guest] = [await before.register('Ana'), await before.register('Ben')];
  const { code } = await benAtTheDoor(before, owner, guest);
  await before.app.close();
  const after = await createTestApp({ database: before.database });
  const b = await after.connect(guest);
  const { preconnect } = await b.ask('room:watch', { code, instanceId: randomUUID() });
  expect(preconnect).toBe(true);
  await after.close();
  await before.connection.close();
});

test('data channels and more media than a call needs are refused, before joining and after it', async () => {
  const { a, b, code, instanceId, knock } = await benAtTheDoor();
  const refused = { error: { code: 'VALIDATION_FAILED' } };
  const usual = ['audio', 'video'];
  const tooMuch = [...usual, ...usual, ...usual, 'video'];
  for (const kinds of [[...usual, 'video'], [...usual, 'application'], tooMuch, ['text']]) {
    expect(await knock({ description: sections(...kinds) })).toMatchObject(refused);
  }
  expect(await knock({ description: sections(...usual) })).toEqual({ ok: true, data: {} });
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

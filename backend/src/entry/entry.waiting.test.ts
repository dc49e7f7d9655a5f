import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { parleyTest } from '../platform/testing/parley-test';
import {
  joinInput,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';

const test = parleyTest();

/** A room of `owner` in which everybody waits. */
const waitingRoom = (app: TestApp, owner: TestUser, access = 'everyone_waits') =>
  makeRoom(app, owner, { name: 'Secret plans', access });

/** Reads the cards of a room and makes the socket hear of new ones. */
const cardsOf = async (socket: TestSocket, code: string) =>
  (await socket.ask('knock:watch', {})).knocks.filter(({ room }) => room.code === code);

const errorOf = async (answer: Promise<{ ok: boolean }>) =>
  ((await answer) as { error?: { code: string } }).error?.code;

test('a person who must wait knocks, is let in by the owner, and joins', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await waitingRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await a.join(code);
  expect(await cardsOf(a, code)).toEqual([]);
  expect(await errorOf(b.send('meeting:join', joinInput(code)))).toBe('MUST_WAIT');
  expect(await b.ask('room:knock', { code })).toEqual({ status: 'waiting' });
  const { knock } = await a.next('knock:received');
  expect(knock).toMatchObject({ displayName: 'Ben', isGuest: false, room: { code } });
  expect(await cardsOf(a, code)).toEqual([knock]);

  await a.ask('knock:answer', { id: knock.id, isAdmitted: true });
  expect(await b.next('knock:answered')).toEqual({ isAdmitted: true });
  expect(await a.next('knock:withdrawn')).toEqual({ id: knock.id });
  const { participants } = await b.join(code);
  expect(participants.map(({ displayName }) => displayName)).toEqual(['Ana']);
  // An admission holds for a while: leaving is no reason to knock again.
  await b.ask('meeting:leave', {});
  await b.join(code);
  a.close();
  b.close();
});

test('a waiting client receives nothing except that it waits', async ({ parley, ana }) => {
  const code = await waitingRoom(parley, ana);
  const eve = await parley.register('Eve');
  const [a, e] = [await parley.connect(ana), await parley.connect(eve)];
  const { self } = await a.join(code);
  const acks = [
    await e.send('room:watch', { code, instanceId: 'instance-of-eve' }),
    await e.send('room:knock', { code }),
    await e.send('ice:refresh', {}),
    await e.send('chat:sync', { afterSeq: 0 }),
    await e.send('meeting:leave', {}),
    await e.send('meeting:join', joinInput(code)),
  ];
  const read = await parley.api.get(`/api/rooms/${code}`).set(...eve.bearer);
  await a.ask('chat:send', { clientId: randomUUID(), text: 'Between us' });
  await a.ask('participant:update', { hand: true });
  await parley.api
    .patch(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .send({ name: 'Other plans' })
    .expect(200);
  const second = await parley.connect(ana);
  await second.join(code);
  // A later answer of the server proves that earlier events have arrived.
  await e.send('ice:refresh', {});
  const seen = JSON.stringify([acks, read.body, e.events]);
  expect(e.events).toEqual([]);
  expect(acks[0]).toMatchObject({
    ok: true,
    data: { entry: 'waits', preconnect: false, iceServers: [], presence: { people: [] } },
  });
  for (const secret of ['Ana', 'plans', 'Between us', self.id, ana.user.id, '"peopleCount":1']) {
    expect(seen, secret).not.toContain(secret);
  }
  for (const socket of [a, e, second]) socket.close();
});

test('a thousand knocks of one person from several sockets are one card', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await waitingRoom(parley, ana);
  const a = await parley.connect(ana);
  await cardsOf(a, code);
  const sockets = await Promise.all(Array.from({ length: 5 }, () => parley.connect(ben)));
  for (const socket of sockets) {
    await Promise.all(Array.from({ length: 200 }, () => socket.send('room:knock', { code })));
  }
  expect(await cardsOf(a, code)).toHaveLength(1);
  expect(a.events.filter(({ event }) => event === 'knock:received')).toHaveLength(1);
  // The card stays while one client of the person waits.
  for (const socket of sockets.slice(1)) await socket.ask('room:unwatch', {});
  expect(await cardsOf(a, code)).toHaveLength(1);
  await sockets[0]?.ask('room:unwatch', {});
  expect(await cardsOf(a, code)).toEqual([]);
  for (const socket of [a, ...sockets]) socket.close();
});

test('a refused person learns it, and may knock again only after a pause', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await waitingRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await b.ask('room:knock', { code });
  const card = (await cardsOf(a, code))[0];
  await a.ask('knock:answer', { id: card?.id ?? '', isAdmitted: false });
  expect(await b.next('knock:answered')).toEqual({ isAdmitted: false, retryAfter: 30 });
  expect(await b.send('room:knock', { code })).toMatchObject({
    error: { code: 'RATE_LIMITED', retryAfter: 30 },
  });
  expect(await errorOf(b.send('meeting:join', joinInput(code)))).toBe('MUST_WAIT');
  a.close();
  b.close();
});

test('only hosts see and answer knocks, and a co-host of the room is one', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await waitingRoom(parley, ana);
  const cem = await parley.register('Cem');
  await parley.api
    .post(`/api/rooms/${code}/people`)
    .set(...ana.bearer)
    .send({ part: 'cohost', email: cem.user.email })
    .expect(201);
  const [b, c] = [await parley.connect(ben), await parley.connect(cem)];
  const stranger = await parley.connect(await parley.register('Dia'));
  expect(await cardsOf(c, code)).toEqual([]);
  await cardsOf(stranger, code);
  await b.ask('room:knock', { code });
  const { knock } = await c.next('knock:received');
  const answer = { id: knock.id, isAdmitted: true };
  expect(await errorOf(stranger.send('knock:answer', answer))).toBe('NOT_FOUND');
  expect(await errorOf(b.send('knock:answer', answer))).toBe('NOT_FOUND');
  expect(await stranger.ask('knock:admit-all', { code })).toEqual({ count: 0 });
  expect(stranger.events).toEqual([]);
  expect(await c.ask('knock:admit-all', { code })).toEqual({ count: 1 });
  await b.next('knock:answered');
  // The co-host enters without waiting, also into an empty meeting.
  await c.join(code);
  for (const socket of [b, c, stranger]) socket.close();
});

test('trusted people pass, and a changed setting reaches people who wait', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await waitingRoom(parley, ana);
  const cem = await parley.register('Cem');
  const [b, c] = [await parley.connect(ben), await parley.connect(cem)];
  await b.ask('room:knock', { code });
  await c.ask('room:knock', { code });
  await parley.api
    .post(`/api/rooms/${code}/people`)
    .set(...ana.bearer)
    .send({ part: 'trusted', email: cem.user.email })
    .expect(201);
  expect(await c.next('entry:changed')).toEqual({ entry: 'open' });
  expect(await c.ask('room:knock', { code })).toEqual({ status: 'admitted' });
  await c.join(code);
  await parley.api
    .patch(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .send({ access: 'link' })
    .expect(200);
  expect(await b.next('entry:changed')).toEqual({ entry: 'open' });
  await b.join(code);
  b.close();
  c.close();
});

test('a room that begins to make people wait hides its meeting from the lobby', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana, {});
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await a.join(code);
  expect((await b.ask('room:watch', { code })).presence.people).toHaveLength(1);
  await parley.api
    .patch(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .send({ access: 'everyone_waits' })
    .expect(200);
  expect(await b.next('entry:changed')).toEqual({ entry: 'waits' });
  b.events.length = 0;
  await a.ask('meeting:leave', {});
  await b.send('ice:refresh', {});
  expect(b.events).toEqual([]);
  a.close();
  b.close();
});

test('removed and kept-out people stay out until a host or the owner lets them in', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana, {});
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await a.join(code);
  await b.join(code);
  await b.ask('meeting:leave', {});
  const { entries, latestRoom, rooms } = parley.app.services;
  const { id: roomId } = await latestRoom((await rooms.find(ana.user.id, code))._id.toString());
  const change = {
    roomId,
    meetingId: meeting.id,
    personId: ben.user.id,
    displayName: 'Ben',
    isGuest: false,
    by: ana.user.id,
  };
  await entries.remove(change);
  expect(await errorOf(b.send('meeting:join', joinInput(code)))).toBe('MUST_WAIT');
  const other = await parley.connect(ben);
  expect(await errorOf(other.send('meeting:join', joinInput(code)))).toBe('MUST_WAIT');

  await entries.keepOut(change);
  expect(await errorOf(other.send('meeting:join', joinInput(code)))).toBe('KEPT_OUT');
  expect(await errorOf(other.send('room:knock', { code }))).toBe('KEPT_OUT');
  const people = () => parley.api.get(`/api/rooms/${code}/people`).set(...ana.bearer);
  expect((await people()).body.keptOut).toMatchObject([{ id: ben.user.id, displayName: 'Ben' }]);
  await parley.api
    .delete(`/api/rooms/${code}/kept-out/${ben.user.id}`)
    .set(...ana.bearer)
    .expect(204);
  expect((await people()).body.keptOut).toEqual([]);
  await other.join(code);
  for (const socket of [a, b, other]) socket.close();
});

test('the people of a room are for its owner only', async ({ parley, ana, ben }) => {
  const code = await makeRoom(parley, ana, {});
  const path = `/api/rooms/${code}/people`;
  await parley.api
    .get(path)
    .set(...ben.bearer)
    .expect(404);
  const add = (body: object) =>
    parley.api
      .post(path)
      .set(...ana.bearer)
      .send(body);
  await add({ part: 'trusted', email: 'nobody@example.org' }).expect(404);
  await add({ part: 'trusted', id: ben.user.id }).expect(404);
  await add({ part: 'trusted' }).expect(400);
  const { body } = await add({ part: 'trusted', email: ben.user.email.toUpperCase() }).expect(201);
  expect(body.trusted).toEqual([{ id: ben.user.id, displayName: 'Ben' }]);
  const moved = await add({ part: 'cohost', id: ben.user.id }).expect(201);
  expect(moved.body).toMatchObject({ coHosts: [{ id: ben.user.id }], trusted: [] });
  await parley.api
    .delete(`${path}/${ben.user.id}`)
    .set(...ana.bearer)
    .expect(204);
});

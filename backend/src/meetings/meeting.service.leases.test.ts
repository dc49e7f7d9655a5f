import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createScheduledApp, type ScheduledApp } from '../platform/testing/scheduled-app';
import { joinInput, type TestSocket, type TestUser } from '../platform/testing/test-app';

const LEASE_MS = 3_000;
const CRASH_LEASE_MS = 1_000;

let parley: ScheduledApp;
beforeAll(async () => {
  parley = await createScheduledApp({
    env: { SEAT_LEASE_SECONDS: '3', CRASH_LEASE_SECONDS: '1' },
  });
});
afterAll(() => parley.close());

const advance = (ms: number): Promise<void> => parley.scheduler.advance(ms);

interface Client {
  socket: TestSocket;
  /** Opens a new socket, as when the network is back. */
  reconnect(): Promise<void>;
  /** Takes the seat back, as a client does by itself. */
  resume(): ReturnType<TestSocket['join']>;
}

/** Participants of a new room, and a client that watches it from the lobby. */
async function meet(names: string[], capacity = 4) {
  const users = await Promise.all([...names, 'Watcher'].map(parley.register));
  const [owner] = users as [TestUser];
  const code = await makeRoom(parley, owner, { capacity });
  const clients: Client[] = [];
  let meetingId = '';
  for (const user of users.slice(0, -1)) {
    const socket = await parley.connect(user);
    const { self, meeting } = await socket.join(code);
    meetingId = meeting.id;
    const { instanceId, joinSeq } = self;
    const client: Client = {
      socket,
      reconnect: async () => void (client.socket = await parley.connect(user)),
      resume: () => client.socket.ask('meeting:join', joinInput(code, { instanceId, joinSeq })),
    };
    clients.push(client);
  }
  const watcher = await parley.connect(users.at(-1) as TestUser);
  await watcher.ask('room:watch', { code });
  const read = async () => {
    const answer = await parley.api.get(`/api/meetings/${meetingId}`).set(...owner.bearer);
    return answer.body.meeting as {
      endedAt: string | null;
      attendances: { leftAt: string | null; intervals: unknown[] }[];
    };
  };
  /** Waits until the server knows that all sockets of the meeting are closed. */
  const allDisconnected = () =>
    expect
      .poll(
        () =>
          [...(parley.app.services.registry.byId(meetingId)?.seats.values() ?? [])].some(
            ({ socket }) => socket !== null,
          ),
        { timeout: 10_000 },
      )
      .toBe(false);
  return { code, owner, clients, watcher, read, allDisconnected };
}

const untilPresenceIsEmpty = (watcher: TestSocket) =>
  watcher.next('room:changed', ({ people }) => people.length === 0);
const reconnecting = (socket: TestSocket) =>
  socket.next(
    'participant:updated',
    ({ participant }) => participant.connection === 'reconnecting',
  );

/** Counts the events with this name that the server has sent so far. */
async function countOf(socket: TestSocket, wanted: string): Promise<number> {
  await socket.ask('participant:update', { hand: false });
  return socket.events.filter(({ event }) => event === wanted).length;
}

const close = (...sockets: TestSocket[]): void => sockets.forEach((socket) => socket.close());

test('F09: participants whose connections close together, as when a proxy stops, keep their seats for the whole lease', async () => {
  const { clients } = await meet(['Ana', 'Ben', 'Cem']);
  const [ana, ben, cem] = clients as [Client, Client, Client];
  ana.socket.rawWebSocket.close(1001);
  await reconnecting(cem.socket);
  ben.socket.rawWebSocket.terminate();
  await reconnecting(cem.socket);
  await advance(CRASH_LEASE_MS * 1.5);
  expect(await countOf(cem.socket, 'participant:left')).toBe(0);
  // The seats are held no longer than that.
  await ben.reconnect();
  const { self } = await ben.resume();
  await advance(LEASE_MS);
  await cem.socket.next('participant:left', ({ id }) => id !== self.id);
  expect(await countOf(cem.socket, 'participant:left')).toBe(0);
  close(...clients.map(({ socket }) => socket));
});

test('F09: a meeting is unchanged after no client could reach the server for longer than a lease', async () => {
  const { code, owner, clients, watcher, read, allDisconnected } = await meet(['Ana', 'Ben']);
  const [ana, ben] = clients as [Client, Client];
  for (const { socket } of clients) socket.cut();
  await allDisconnected();
  await advance(LEASE_MS);
  // Clients in the lobby do not see the stale seats.
  await untilPresenceIsEmpty(watcher);
  const rooms = await parley.api.get('/api/rooms').set(...owner.bearer);
  expect(rooms.body.rooms.find((room: { code: string }) => room.code === code)).toMatchObject({
    peopleCount: 0,
  });

  await Promise.all([ana.reconnect(), ben.reconnect()]);
  const first = await ana.resume();
  expect(first.participants).toMatchObject([{ displayName: 'Ben', connection: 'reconnecting' }]);
  const [bens] = first.participants;
  const second = await ben.resume();
  expect(second.self).toMatchObject({ id: bens?.id, joinSeq: bens?.joinSeq });
  expect(second.participants).toMatchObject([{ id: first.self.id, joinSeq: first.self.joinSeq }]);
  expect(await countOf(ana.socket, 'participant:left')).toBe(0);
  for (const { socket } of clients) await socket.ask('meeting:leave', {});
  const { attendances } = await read();
  expect(attendances.map(({ intervals }) => intervals.length)).toEqual([1, 1]);
  close(watcher);
});

test('a participant who resumes alone after all were disconnected appears in the lobby again', async () => {
  const { clients, watcher, allDisconnected } = await meet(['Ana']);
  const [ana] = clients as [Client];
  ana.socket.cut();
  await allDisconnected();
  await advance(LEASE_MS);
  await untilPresenceIsEmpty(watcher);
  await ana.reconnect();
  await ana.resume();
  const { people } = await watcher.next('room:changed', (presence) => presence.people.length > 0);
  expect(people).toMatchObject([{ displayName: 'Ana' }]);
  close(ana.socket, watcher);
});

test('F09: a participant who does not resume with the other participants has left after a lease', async () => {
  const { clients, watcher, allDisconnected } = await meet(['Ana', 'Ben']);
  const [ana] = clients as [Client];
  for (const { socket } of clients) socket.cut();
  await allDisconnected();
  await advance(LEASE_MS);
  await untilPresenceIsEmpty(watcher);
  await ana.reconnect();
  const { participants } = await ana.resume();
  await advance(LEASE_MS - 1);
  expect(await countOf(ana.socket, 'participant:left')).toBe(0);
  await advance(1);
  const { id } = await ana.socket.next('participant:left');
  expect(id).toBe(participants[0]?.id);
  close(ana.socket, watcher);
});

test('a user can join a full room whose participants are all disconnected', async () => {
  const { code, clients, watcher, allDisconnected } = await meet(['Ana', 'Ben'], 2);
  for (const { socket } of clients) socket.cut();
  await allDisconnected();
  await advance(LEASE_MS);
  await untilPresenceIsEmpty(watcher);
  const cem = await parley.connect(await parley.register('Cem'));
  const { participants } = await cem.join(code);
  expect(participants).toMatchObject([{ connection: 'reconnecting' }]);
  close(cem, watcher);
});

test('a meeting that no client resumes ends after ten leases, at the time of the last disconnect', async () => {
  const { clients, watcher, read, allDisconnected } = await meet(['Ana', 'Ben']);
  const [ana, ben] = clients as [Client, Client];
  ana.socket.cut();
  await reconnecting(ben.socket);
  await advance(500);
  ben.socket.cut();
  await allDisconnected();
  const lastDisconnect = parley.scheduler.now();
  await advance(10 * LEASE_MS - 1);
  await untilPresenceIsEmpty(watcher);
  expect((await read()).endedAt).toBeNull();
  await advance(1);
  const { endedAt, attendances } = await read();
  expect(Date.parse(endedAt ?? '')).toBe(lastDisconnect);
  const leftAt = attendances.map((one) => Date.parse(one.leftAt ?? ''));
  expect(Math.max(...leftAt)).toBe(lastDisconnect);
  close(watcher);
});

test('F16: a client that crashes alone in its meeting ends it after the short lease', async () => {
  const { clients, watcher, read, allDisconnected } = await meet(['Ana']);
  clients[0]?.socket.rawWebSocket.terminate();
  await allDisconnected();
  await advance(CRASH_LEASE_MS - 1);
  expect((await read()).endedAt).toBeNull();
  await advance(1);
  expect((await read()).endedAt).not.toBeNull();
  close(watcher);
});

test('a meeting never ends before a participant has left it', async () => {
  const { clients, watcher, read } = await meet(['Ana', 'Ben']);
  const [ana, ben] = clients as [Client, Client];
  ben.socket.rawWebSocket.terminate();
  await reconnecting(ana.socket);
  await advance(500);
  await ana.socket.ask('meeting:leave', {});
  await advance(CRASH_LEASE_MS);
  const { endedAt, attendances } = await read();
  expect(endedAt).not.toBeNull();
  const leftAt = attendances.map((one) => Date.parse(one.leftAt ?? ''));
  expect(Date.parse(endedAt ?? '')).toBe(Math.max(...leftAt));
  close(watcher);
});

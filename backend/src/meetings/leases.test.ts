import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  joinInput,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';

const CRASH_LEASE_MS = 1_000;

let parley: TestApp;
/** Seats are held long, and short. */
let brief: TestApp;
beforeAll(async () => {
  const lasting = { SEAT_LEASE_SECONDS: '3', CRASH_LEASE_SECONDS: '1' };
  parley = await createTestApp({ env: lasting });
  brief = await createTestApp({ env: { SEAT_LEASE_SECONDS: '1' } });
});
afterAll(async () => {
  await parley.close();
  await brief.close();
});

interface Person {
  socket: TestSocket;
  /** The network is back. */
  reconnect(): Promise<void>;
  /** Takes the seat back, as the page does by itself. */
  takeBack(): ReturnType<TestSocket['join']>;
}

/** People in a room of the first one, and somebody who watches it from outside. */
async function meet(app: TestApp, names: string[], capacity = 4) {
  const users = await Promise.all([...names, 'Watcher'].map(app.register));
  const [owner] = users as [TestUser];
  const code = await makeRoom(app, owner, { capacity });
  const people: Person[] = [];
  let meetingId = '';
  for (const user of users.slice(0, -1)) {
    const socket = await app.connect(user);
    const { self, meeting } = await socket.join(code);
    meetingId = meeting.id;
    const { instanceId, joinSeq } = self;
    const person: Person = {
      socket,
      reconnect: async () => void (person.socket = await app.connect(user)),
      takeBack: () => person.socket.ask('meeting:join', joinInput(code, { instanceId, joinSeq })),
    };
    people.push(person);
  }
  const outside = await app.connect(users.at(-1) as TestUser);
  await outside.ask('room:watch', { code });
  const read = async () => {
    const answer = await app.api.get(`/api/meetings/${meetingId}`).set(...owner.bearer);
    return answer.body.meeting as {
      endedAt: string | null;
      attendances: { leftAt: string | null; intervals: unknown[] }[];
    };
  };
  return { code, owner, people, outside, read };
}

const isEmpty = ({ people }: { people: unknown[] }) => people.length === 0;
const nobodyIsSeen = (outside: TestSocket) => outside.next('room:changed', isEmpty);
const lost = (socket: TestSocket) =>
  socket.next(
    'participant:updated',
    ({ participant }) => participant.connection === 'reconnecting',
  );
const countOf = (socket: TestSocket, wanted: string) =>
  socket.events.filter(({ event }) => event === wanted).length;

async function untilEnded(read: () => Promise<{ endedAt: string | null }>): Promise<number> {
  for (;;) {
    const { endedAt } = await read();
    if (endedAt !== null) return Date.parse(endedAt);
    await elapsed(50);
  }
}

test.concurrent('F09: lines of several people that close together are a proxy that stops: all keep their seats for the whole lease', async () => {
  const { people } = await meet(parley, ['Ana', 'Ben', 'Cem']);
  const [ana, ben, cem] = people as [Person, Person, Person];
  ana.socket.rawWebSocket.close(1001);
  await lost(cem.socket);
  ben.socket.rawWebSocket.terminate();
  await lost(cem.socket);
  await elapsed(CRASH_LEASE_MS * 1.5);
  expect(countOf(cem.socket, 'participant:left')).toBe(0);
  // And no longer than that.
  await ben.reconnect();
  const { self } = await ben.takeBack();
  await cem.socket.next('participant:left', ({ id }) => id !== self.id);
  expect(countOf(cem.socket, 'participant:left')).toBe(0);
  for (const { socket } of people) socket.close();
});

test.concurrent('F09: a server that nobody can reach for longer than a lease finds the call as it was', async () => {
  const { code, owner, people, outside, read } = await meet(brief, ['Ana', 'Ben']);
  const [ana, ben] = people as [Person, Person];
  for (const { socket } of people) socket.cut();
  // For those outside they have left, as they may have.
  await nobodyIsSeen(outside);
  const rooms = await brief.api.get('/api/rooms').set(...owner.bearer);
  expect(rooms.body.rooms.find((room: { code: string }) => room.code === code)).toMatchObject({
    peopleCount: 0,
  });

  await Promise.all([ana.reconnect(), ben.reconnect()]);
  const first = await ana.takeBack();
  expect(first.participants).toMatchObject([{ displayName: 'Ben', connection: 'reconnecting' }]);
  const [bens] = first.participants;
  const second = await ben.takeBack();
  expect(second.self).toMatchObject({ id: bens?.id, joinSeq: bens?.joinSeq });
  expect(second.participants).toMatchObject([{ id: first.self.id, joinSeq: first.self.joinSeq }]);
  expect(countOf(ana.socket, 'participant:left')).toBe(0);
  for (const { socket } of people) await socket.ask('meeting:leave', {});
  const { attendances } = await read();
  expect(attendances.map(({ intervals }) => intervals.length)).toEqual([1, 1]);
  outside.close();
});

test.concurrent('F09: who does not come back with the others has left when a lease of theirs is over', async () => {
  const { people, outside } = await meet(brief, ['Ana', 'Ben']);
  const [ana] = people as [Person];
  for (const { socket } of people) socket.cut();
  await nobodyIsSeen(outside);
  await ana.reconnect();
  const { participants } = await ana.takeBack();
  const { id } = await ana.socket.next('participant:left');
  expect(id).toBe(participants[0]?.id);
  for (const socket of [ana.socket, outside]) socket.close();
});

test.concurrent('a full room of people whom nobody can hear keeps nobody out', async () => {
  const { code, people, outside } = await meet(brief, ['Ana', 'Ben'], 2);
  for (const { socket } of people) socket.cut();
  await nobodyIsSeen(outside);
  const cem = await brief.connect(await brief.register('Cem'));
  const { participants } = await cem.join(code);
  expect(participants).toMatchObject([{ connection: 'reconnecting' }]);
  for (const socket of [cem, outside]) socket.close();
});

test.concurrent('a meeting to which nobody comes back ends after ten leases, as of when the last one was lost', async () => {
  const { people, outside, read } = await meet(brief, ['Ana', 'Ben']);
  const [ana, ben] = people as [Person, Person];
  ana.socket.cut();
  await lost(ben.socket);
  ben.socket.cut();
  await nobodyIsSeen(outside);
  const seen = Date.now();
  expect((await read()).endedAt).toBeNull();
  const endedAt = await untilEnded(read);
  expect(endedAt).toBeLessThan(seen);
  const { attendances } = await read();
  const leftAt = attendances.map((one) => Date.parse(one.leftAt ?? ''));
  expect(Math.max(...leftAt)).toBe(endedAt);
  outside.close();
}, 40_000);

test.concurrent('F16: a tab that crashes alone in its meeting ends it after the short lease', async () => {
  const { people, outside, read } = await meet(parley, ['Ana']);
  people[0]?.socket.rawWebSocket.terminate();
  const before = Date.now();
  await untilEnded(read);
  // Ten leases would be thirty seconds.
  expect(Date.now() - before).toBeLessThan(15_000);
  outside.close();
});

test.concurrent('a meeting never ends before somebody left it', async () => {
  const { people, outside, read } = await meet(parley, ['Ana', 'Ben']);
  const [ana, ben] = people as [Person, Person];
  ben.socket.rawWebSocket.terminate();
  await lost(ana.socket);
  await ana.socket.ask('meeting:leave', {});
  const endedAt = await untilEnded(read);
  const { attendances } = await read();
  expect(endedAt).toBe(Math.max(...attendances.map((one) => Date.parse(one.leftAt ?? ''))));
  outside.close();
});

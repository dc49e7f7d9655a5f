import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom, readRecord } from '../platform/testing/rest';
import { createScheduledApp, type ScheduledApp } from '../platform/testing/scheduled-app';
import { joinInput, type TestUser } from '../platform/testing/test-app';

const LEASE_MS = 2_000;

let parley: ScheduledApp;
let ana: TestUser;
let ben: TestUser;
beforeAll(async () => {
  parley = await createScheduledApp({ env: { SEAT_LEASE_SECONDS: '2' } });
  [ana, ben] = await Promise.all([parley.register('Ana'), parley.register('Ben')]);
});
afterAll(() => parley.close());

test('the record shows every stay of two participants, one of whom returns', async () => {
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await a.join(code);
  const first = await b.join(code);
  expect(first.participants.map(({ displayName }) => displayName)).toEqual(['Ana']);
  expect((await a.next('participant:joined')).participant.displayName).toBe('Ben');
  await b.ask('meeting:leave', {});
  expect((await a.next('participant:left')).id).toBe(first.self.id);
  const second = await b.join(code);
  expect(second.self.id).toBe(first.self.id);
  await a.ask('meeting:leave', {});
  const running = await readRecord(parley, ben, meeting.id);
  expect(running.endedAt).toBeNull();
  await b.ask('meeting:leave', {});

  const record = await readRecord(parley, ben, meeting.id);
  expect(record.endReason).toBe('everyone_left');
  expect(record.endedAt).toBe(record.attendances[1]?.leftAt);
  expect(record.attendances.map((one) => [one.displayName, one.intervals.length])).toEqual([
    ['Ana', 1],
    ['Ben', 2],
  ]);
  for (const { intervals, presentSeconds } of record.attendances) {
    expect(intervals.every(({ leftAt }) => leftAt !== null)).toBe(true);
    expect(presentSeconds).toBeLessThanOrEqual(record.durationSeconds + 1);
  }
  const next = await a.join(code);
  expect(next.meeting.id).not.toBe(meeting.id);
  await a.ask('meeting:leave', {});
});

test('a second instance of a user takes over the seat, and the first one is replaced', async () => {
  const code = await makeRoom(parley, ana, { capacity: 2 });
  const [first, second, b] = [
    await parley.connect(ana),
    await parley.connect(ana),
    await parley.connect(ben),
  ];
  await b.join(code);
  const before = await first.join(code);
  const after = await second.join(code);
  expect(after.self.id).toBe(before.self.id);
  expect(after.self.joinSeq).toBeGreaterThan(before.self.joinSeq);
  await first.next('meeting:replaced');
  await b.next(
    'participant:joined',
    ({ participant }) => participant.instanceId === after.self.instanceId,
  );
  expect(await first.send('chat:sync', { afterSeq: 0 })).toMatchObject({
    ok: false,
    error: { code: 'NOT_A_MEMBER' },
  });
  first.close();
  expect((await second.ask('participant:update', { hand: true })).participant.media.hand).toBe(
    true,
  );
  await b.next('participant:updated', ({ participant }) => participant.media.hand);
  for (const socket of [second, b]) socket.close();
});

test('of thirty users who join a room for two at the same time, two join and the others get ROOM_FULL', async () => {
  const code = await makeRoom(parley, ana, { capacity: 2 });
  const users = await Promise.all(
    Array.from({ length: 30 }, (_, index) => parley.register(`Guest ${index}`)),
  );
  const sockets = await Promise.all(users.map((user) => parley.connect(user)));
  const answers = await Promise.all(
    sockets.map((socket) => socket.send('meeting:join', joinInput(code))),
  );
  const codes = answers.map((answer) => (answer.ok ? 'in' : answer.error.code));
  expect(codes.filter((result) => result === 'in')).toHaveLength(2);
  expect(codes.filter((result) => result === 'ROOM_FULL')).toHaveLength(28);
  expect(await parley.connection.collection('seats').countDocuments()).toBeGreaterThanOrEqual(2);

  const winner = sockets[codes.indexOf('in')];
  const loser = sockets[codes.indexOf('ROOM_FULL')];
  const { presence } = (await loser?.ask('room:watch', { code })) ?? {};
  expect(presence?.people).toHaveLength(2);
  await winner?.ask('meeting:leave', {});
  await loser?.next('room:changed', ({ people }) => people.length === 1);
  await loser?.join(code);
  for (const socket of sockets) socket.close();
  // Registering thirty users takes thirty bcrypt hashes.
}, 60_000);

test('a disconnected participant is reconnecting, and gets the signals that waited when it resumes', async () => {
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const atAna = await a.join(code);
  const instanceId = randomUUID();
  const atBen = await b.join(code, { instanceId });
  b.cut();
  await a.next(
    'participant:updated',
    ({ participant }) => participant.connection === 'reconnecting',
  );
  const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0' };
  await a.ask('signal:send', { to: atBen.self.id, toInstance: instanceId, epoch: 0, candidate });

  const again = await parley.connect(ben);
  const back = await again.join(code, { instanceId });
  expect(back.self).toMatchObject({ id: atBen.self.id, joinSeq: atBen.self.joinSeq });
  expect(await again.next('signal:received')).toEqual({
    from: atAna.self.id,
    fromInstance: atAna.self.instanceId,
    epoch: 0,
    candidate,
  });
  await a.next('participant:updated', ({ participant }) => participant.connection === 'connected');
  const record = await readRecord(parley, ana, atAna.meeting.id);
  expect(record.attendances[1]?.intervals).toHaveLength(1);
  for (const socket of [a, again]) socket.close();
});

test('a participant who does not resume has left at the time of the disconnect', async () => {
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await a.join(code);
  const { self } = await b.join(code);
  b.cut();
  await a.next('participant:updated');
  const disconnectedAt = parley.scheduler.now();
  await parley.scheduler.advance(LEASE_MS - 1);
  // All events that the server has sent so far arrive before this ack.
  await a.ask('participant:update', { hand: true });
  expect(a.events.filter(({ event }) => event === 'participant:left')).toEqual([]);
  await parley.scheduler.advance(1);
  expect((await a.next('participant:left')).id).toBe(self.id);
  await a.ask('meeting:leave', {});
  const record = await readRecord(parley, ana, meeting.id);
  expect(Date.parse(record.attendances[1]?.leftAt ?? '')).toBe(disconnectedAt);
  a.close();
});

test('the deletion of a room ends its meeting for all participants, and the record stays', async () => {
  const code = await makeRoom(parley, ana);
  const b = await parley.connect(ben);
  const { meeting } = await b.join(code);
  await parley.api
    .delete(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .expect(204);
  expect(await b.next('meeting:ended')).toEqual({ reason: 'room_deleted' });
  expect((await readRecord(parley, ben, meeting.id)).endReason).toBe('room_deleted');
  expect(await b.send('meeting:join', joinInput(code))).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
  b.close();
});

test('a user who signs out in a meeting leaves at once', async () => {
  const cem = await parley.register('Cem');
  const code = await makeRoom(parley, ana);
  const anaSocket = await parley.connect(ana);
  const cemSocket = await parley.connect(cem);
  await anaSocket.join(code);
  const { self } = await cemSocket.join(code);

  await parley.api.post('/api/auth/logout').set('Cookie', cem.cookie).expect(204);

  await cemSocket.next('session:ended');
  expect(await anaSocket.next('participant:left')).toMatchObject({ id: self.id });
});

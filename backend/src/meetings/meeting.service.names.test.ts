import { randomUUID } from 'node:crypto';
import type { Participant } from '@parley/shared/participants';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom, readRecord } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
beforeAll(async () => {
  parley = await createTestApp();
  [ana, ben] = await Promise.all([parley.register('Ana'), parley.register('Ben')]);
});
afterAll(() => parley.close());

const rename = (user: TestUser, displayName: string) =>
  parley.api
    .patch('/api/users/me')
    .set(...user.bearer)
    .send({ displayName })
    .expect(200);
const message = (text: string) => ({ clientId: randomUUID(), text });
const numberOf = ({ nameNumber }: { nameNumber?: number | undefined }) => nameNumber ?? 1;

test('a new name reaches a running meeting, its lobby, later messages and the record', async () => {
  const code = await makeRoom(parley, ana);
  const cleo = await parley.register('Cleo');
  const [a, b] = [await parley.connect(ana), await parley.connect(cleo)];
  const { meeting } = await a.join(code);
  const { self } = await b.join(code);
  const watcher = await parley.connect(ben);
  await watcher.ask('room:watch', { code });
  await b.ask('chat:send', message('before'));

  await rename(cleo, 'Cleopatra');
  for (const socket of [a, b]) {
    const { participant } = await socket.next(
      'participant:updated',
      (event) => event.participant.displayName === 'Cleopatra',
    );
    expect(participant).toMatchObject({ id: self.id, instanceId: self.instanceId });
  }
  const seen = await watcher.next('room:changed');
  expect(seen.people.map(({ displayName }) => displayName)).toEqual(['Ana', 'Cleopatra']);

  const { message: later } = await b.ask('chat:send', message('after'));
  expect(later.sender.displayName).toBe('Cleopatra');
  const { messages } = await a.ask('chat:sync', { afterSeq: 0 });
  expect(messages.map(({ sender }) => sender.displayName)).toEqual(['Cleo', 'Cleopatra']);

  await b.ask('meeting:leave', {});
  await a.ask('meeting:leave', {});
  const record = await readRecord(parley, ana, meeting.id);
  expect(record.attendances.map(({ displayName }) => displayName)).toEqual(['Ana', 'Cleopatra']);
});

test('a user who changes their name in the lobby joins with the new one', async () => {
  const code = await makeRoom(parley, ana);
  const cleo = await parley.register('Cleo');
  const c = await parley.connect(cleo);
  await c.ask('room:watch', { code });
  await rename(cleo, 'Cleopatra');
  expect((await c.join(code)).self.displayName).toBe('Cleopatra');
  await c.ask('meeting:leave', {});
});

test('a change of name during a join reaches the participants', async () => {
  const code = await makeRoom(parley, ana);
  const cleo = await parley.register('Cleo');
  const [a, c] = [await parley.connect(ana), await parley.connect(cleo)];
  await a.join(code);
  await Promise.all([c.join(code), rename(cleo, 'Cleopatra')]);
  // The last event about Cleo has the new name, in either order of join and rename.
  const nameAtAna = () =>
    a.events
      .flatMap(({ payload }) => (payload as { participant?: Participant }).participant ?? [])
      .at(-1)?.displayName;
  await expect.poll(nameAtAna).toBe('Cleopatra');
  await c.ask('meeting:leave', {});
  await a.ask('meeting:leave', {});
});

test('three users with one name have different numbers in the meeting, the chat and the record', async () => {
  const code = await makeRoom(parley, ana);
  const names = ['Camille Martin', 'camille  martin', 'Camille\u200b Martin'];
  const users = await Promise.all(names.map((name) => parley.register(name)));
  const sockets = await Promise.all(users.map((user) => parley.connect(user)));
  const acks = await Promise.all(sockets.map((socket) => socket.join(code)));
  const numbers = acks.map(({ self }) => numberOf(self));
  expect(new Set(numbers)).toEqual(new Set([1, 2, 3]));

  const [second] = sockets.filter((_socket, index) => numbers[index] === 2);
  const [first] = sockets.filter((_socket, index) => numbers[index] === 1);
  if (first === undefined || second === undefined)
    throw new Error('no participant has that number');
  const sent = await second.ask('chat:send', message('It is me.'));
  expect(sent.message.sender.nameNumber).toBe(2);
  const watched = await (await parley.connect(ben)).ask('room:watch', { code });
  expect(new Set(watched.presence.people.map(numberOf))).toEqual(new Set([1, 2, 3]));

  // Leaving and returning do not change the numbers, in any order.
  await first.ask('meeting:leave', {});
  await second.ask('meeting:leave', {});
  expect(numberOf((await second.join(code)).self)).toBe(2);
  expect(numberOf((await first.join(code)).self)).toBe(1);

  // A user takes the name, and gives it up again.
  await rename(ben, 'CAMILLE MARTIN');
  const b = await parley.connect(ben);
  expect(numberOf((await b.join(code)).self)).toBe(4);
  await rename(ben, 'Ben');
  const { participant } = await b.next('participant:updated', (event) =>
    event.participant.displayName.startsWith('Ben'),
  );
  expect(participant.nameNumber).toBeUndefined();

  for (const socket of [...sockets, b]) await socket.ask('meeting:leave', {});
  const id = acks[0]?.meeting.id ?? '';
  const record = await readRecord(parley, ben, id);
  const numberById = new Map(
    record.attendances.map((person) => [person.id, numberOf(person)] as const),
  );
  expect(acks.map(({ self }) => numberById.get(self.id))).toEqual(numbers);
  expect(record.attendances.find(({ displayName }) => displayName === 'Ben')).toBeDefined();
  const { body } = await parley.api.get('/api/meetings').set(...ben.bearer);
  expect(body.meetings[0].people).toContainEqual(expect.stringMatching(/\(3\)$/));
});

test('the numbers of names survive a restart of the server', async () => {
  const before = await createTestApp();
  const [one, two] = [await before.register('Ana'), await before.register('Ana')];
  const code = await makeRoom(before, one);
  await (await before.connect(one)).join(code);
  const instanceId = randomUUID();
  await (await before.connect(two)).join(code, { instanceId });
  await before.close({ keepDatabase: true });

  const after = await createTestApp({ database: before.database });
  const back = await (await after.connect(two)).join(code, { instanceId });
  expect(back.self.nameNumber).toBe(2);
  expect(back.participants.map(numberOf)).toEqual([1]);
  const third = await after.register('Ana');
  expect((await (await after.connect(third)).join(code)).self.nameNumber).toBe(3);
  await after.close();
});

test('a change of a room reaches its participants and the record', async () => {
  const code = await makeRoom(parley, ana, { name: 'Old name', capacity: 3 });
  const a = await parley.connect(ana);
  const { meeting } = await a.join(code);
  await parley.api
    .patch(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .send({ name: 'New name', capacity: 2 })
    .expect(200);
  const changed = await a.next('meeting:updated');
  expect(changed.meeting).toEqual({
    ...meeting,
    room: { ...meeting.room, name: 'New name' },
    capacity: 2,
  });
  await a.ask('meeting:leave', {});
  const { body } = await parley.api.get(`/api/meetings/${meeting.id}`).set(...ana.bearer);
  expect(body.meeting.room.name).toBe('New name');
});

test('a name without a visible character is refused, and the error names the field', async () => {
  const { body } = await parley.api
    .patch('/api/users/me')
    .set(...ben.bearer)
    .send({ displayName: '\u3164\u200b' })
    .expect(400);
  expect(body.error).toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(body.error.details).toEqual([
    {
      field: 'displayName',
      message: 'Enter at least one character that can be seen, such as a letter',
    },
  ]);
});

test('a room that is named after its owner has the whole name', async () => {
  for (const name of [`${'x'.repeat(59)}\u{1f680}`, `a${'\u{1f469}\u200d\u{1f680}'.repeat(21)}`]) {
    const owner = await parley.register(name);
    const code = await makeRoom(parley, owner);
    const { body } = await parley.api.get(`/api/rooms/${code}`).set(...owner.bearer);
    expect(body.room.name).toBe(`${name}'s meeting`);
  }
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;

beforeAll(async () => {
  parley = await createTestApp();
  [ana, ben] = await Promise.all([parley.register('Ana'), parley.register('Ben')]);
});
afterAll(() => parley.close());

async function newRoom(): Promise<string> {
  const answer = await parley.api
    .post('/api/rooms')
    .set(...ana.bearer)
    .send({ name: 'Weekly' })
    .expect(201);
  return (answer.body as { room: { code: string } }).room.code;
}

const deleteRoom = (code: string) =>
  parley.api
    .delete(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .expect(204);

test('a client in the lobby learns that its room was deleted, also without a meeting', async () => {
  const code = await newRoom();
  const watcher = await parley.connect(ben);
  await watcher.ask('room:watch', { code });
  await deleteRoom(code);
  expect(await watcher.next('room:deleted')).toEqual({ code });
  expect(await watcher.send('room:watch', { code })).toMatchObject({
    error: { code: 'NOT_FOUND' },
  });
});

test('participants and users who have left learn that their room was deleted', async () => {
  const code = await newRoom();
  const [participant, former] = [await parley.connect(ana), await parley.connect(ben)];
  await participant.join(code);
  await former.join(code);
  await former.ask('meeting:leave', {});
  await deleteRoom(code);
  expect(await participant.next('meeting:ended')).toEqual({ reason: 'room_deleted' });
  expect(await participant.next('room:deleted')).toEqual({ code });
  expect(await former.next('room:deleted')).toEqual({ code });
});

test('a client that watches another room gets no events of the first one', async () => {
  const [first, second] = [await newRoom(), await newRoom()];
  const socket = await parley.connect(ben);
  await socket.ask('room:watch', { code: first });
  await socket.ask('room:watch', { code: second });
  await deleteRoom(first);
  await deleteRoom(second);
  expect(await socket.next('room:deleted')).toEqual({ code: second });
});

test('participants learn the new name and capacity of their room', async () => {
  const code = await newRoom();
  const participant = await parley.connect(ben);
  await participant.join(code);
  await parley.api
    .patch(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .send({ name: 'Monthly', capacity: 3 })
    .expect(200);
  const { meeting } = await participant.next('meeting:updated');
  expect(meeting).toMatchObject({ room: { code, name: 'Monthly' }, capacity: 3 });
});

test('the acks of watching and joining contain the time of the server', async () => {
  const code = await newRoom();
  const socket = await parley.connect(ben);
  const earliest = Date.now();
  const watched = await socket.ask('room:watch', { code });
  const joined = await socket.join(code);
  for (const { serverTime = '' } of [watched, joined]) {
    expect(Date.parse(serverTime)).toBeGreaterThanOrEqual(earliest);
    expect(Date.parse(serverTime)).toBeLessThanOrEqual(Date.now());
  }
});

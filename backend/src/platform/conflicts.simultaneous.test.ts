import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from './testing/rest';
import { createTestApp, joinInput, type TestApp, type TestUser } from './testing/test-app';

const AT_ONCE = 20;

let parley: TestApp;
let ana: TestUser;
beforeAll(async () => {
  parley = await createTestApp();
  ana = await parley.register('Ana');
});
afterAll(() => parley.close());

const times = <T>(make: (index: number) => PromiseLike<T>) =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, index) => make(index)));
const inOrder = (answers: { status: number }[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);
const statuses = async (make: (index: number) => PromiseLike<{ status: number }>) =>
  new Set((await times(make)).map(({ status }) => status));

test('parallel upserts that find nothing create one document, and none fails', async () => {
  const counters = parley.connection.collection<{ key: number; total: number }>('test-counters');
  await counters.createIndex({ key: 1 }, { unique: true });
  // Two at a time: PostgreSQL needs a second to detect a deadlock of more operations.
  for (let key = 0; key < 60; key += 1) {
    const count = () => counters.updateOne({ key }, { $inc: { total: 1 } }, { upsert: true });
    await Promise.all([count(), count()]);
  }
  const found = await counters.find().toArray();
  expect(found.map(({ total }) => total)).toEqual(Array(60).fill(2));
});

test('parallel changes, uses and deletions of a room never get INTERNAL', async () => {
  const code = await makeRoom(parley, ana);
  const path = `/api/rooms/${code}`;
  const rename = (index: number) =>
    parley.api
      .patch(path)
      .set(...ana.bearer)
      .send({ name: `Name ${index}` });
  expect(await statuses(rename)).toEqual(new Set([200]));
  const remove = () => parley.api.delete(path).set(...ana.bearer);
  for (const status of await statuses(remove)) expect([204, 404]).toContain(status);
});

test('an email address and a room code can be taken only once by parallel requests', async () => {
  const email = `same.${randomUUID()}@example.org`;
  const password = 'correct horse battery staple';
  const register = () =>
    parley.api.post('/api/auth/register').send({ email, displayName: 'Same', password });
  // Only three, because each request hashes a password.
  const registered = await Promise.all([register(), register(), register()]);
  expect(inOrder(registered)).toEqual([201, 409, 409]);

  const code = `same-${randomUUID().slice(0, 8)}`;
  const create = () =>
    parley.api
      .post('/api/rooms')
      .set(...ana.bearer)
      .send({ code });
  expect(inOrder(await times(create))).toEqual([201, ...Array<number>(AT_ONCE - 1).fill(409)]);
});

test('parallel renames and refreshes never fail', async () => {
  const ben = await parley.register('Ben');
  const rename = (index: number) =>
    parley.api
      .patch('/api/users/me')
      .set(...ben.bearer)
      .send({ displayName: `Ben ${index}` });
  expect(await statuses(rename)).toEqual(new Set([200]));
  const refresh = () => parley.api.post('/api/auth/refresh').set('Cookie', ben.cookie);
  expect(await statuses(refresh)).toEqual(new Set([200]));
});

test('parallel requests for passkey options never get INTERNAL', async () => {
  const options = () => parley.api.post('/api/users/me/passkeys/options').set(...ana.bearer);
  expect(await statuses(options)).toEqual(new Set([200]));
});

test('clients of one user that join, change and leave in parallel never get INTERNAL', async () => {
  const code = await makeRoom(parley, ana);
  const sockets = await Promise.all(Array.from({ length: 8 }, () => parley.connect(ana)));
  for (let round = 0; round < 3; round += 1) {
    const joined = await Promise.all(sockets.map((s) => s.send('meeting:join', joinInput(code))));
    expect(joined.map(({ ok }) => ok)).toEqual(Array(8).fill(true));
    const clientId = randomUUID();
    const acks = await Promise.all(
      sockets.flatMap((socket) => [
        socket.send('chat:send', { clientId, text: 'once' }),
        socket.send('participant:update', { hand: true }),
        socket.send('meeting:leave', {}),
      ]),
    );
    const failed = acks.flatMap((answer) => (answer.ok ? [] : [answer.error.code]));
    expect(failed.filter((reason) => reason !== 'NOT_A_MEMBER')).toEqual([]);
  }
  for (const socket of sockets) socket.close();
});

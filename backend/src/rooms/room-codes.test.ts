import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  joinInput,
  type TestApp,
  type TestUser,
} from '../platform/testing/test-app';

const DAY_MS = 24 * 3600_000;

let parley: TestApp;
let later = 0;
beforeAll(async () => {
  parley = await createTestApp({
    env: { RATE_LIMIT_FACTOR: '1' },
    now: () => Date.now() + later,
  });
});
afterAll(() => parley.close());

const uniqueCode = () => `own-${randomUUID().slice(0, 13)}`;
const create = (user: TestUser, body: object) =>
  parley.api
    .post('/api/rooms')
    .set(...user.bearer)
    .send(body);
const read = (user: TestUser, code: string) =>
  parley.api.get(`/api/rooms/${code}`).set(...user.bearer);
const remove = (user: TestUser, code: string) =>
  parley.api.delete(`/api/rooms/${code}`).set(...user.bearer);

test('creating a room with a taken code counts as a wrong guess', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana, { code: uniqueCode() });
  for (let guess = 0; guess < 5; guess += 1) {
    await create(ben, { code }).expect(409);
    await read(ben, uniqueCode()).expect(404);
  }
  const refused = await create(ben, { code }).expect(429);
  expect(refused.body.error).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfter: expect.any(Number),
  });
  await read(ben, code).expect(429);
  // A room with a random code is not a guess.
  await create(ben, {}).expect(201);
});

test('fifty parallel rooms with a taken code get ten guesses', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana, { code: uniqueCode() });
  const answers = await Promise.all(Array.from({ length: 50 }, () => create(ben, { code })));
  const of = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
  expect([of(409), of(429)]).toEqual([10, 40]);
});

test('the code of a deleted room gets NOT_FOUND, and only its owner can take it again', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana, { code: uniqueCode(), name: 'Secret name' });
  await remove(ana, code).expect(204);
  await read(ana, code).expect(404);
  await remove(ana, code).expect(404);
  const list = await parley.api.get('/api/rooms').set(...ana.bearer);
  expect(list.body.rooms).toEqual([]);
  const kept = await parley.connection.collection('rooms').findOne({ codeKey: /^own/ });
  expect(JSON.stringify(kept)).not.toContain('Secret name');

  const taken = await create(ben, { code: code.toUpperCase() }).expect(409);
  expect(taken.body.error).toMatchObject({
    code: 'ROOM_CODE_TAKEN',
    details: [{ field: 'code' }],
  });
  const socket = await parley.connect(ben);
  expect(await socket.send('room:watch', { code })).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
  const again = await create(ana, { code }).expect(201);
  expect(again.body.room).toMatchObject({ code, isOwner: true });
  await read(ben, code).expect(200);
});

test('a chosen code is free ninety days after the deletion, a random one never', async () => {
  const ana = await parley.register('Ana');
  const own = await makeRoom(parley, ana, { code: uniqueCode() });
  const random = await makeRoom(parley, ana);
  await remove(ana, own).expect(204);
  await remove(ana, random).expect(204);
  later = 89 * DAY_MS;
  const ben = await parley.register('Ben');
  await create(ben, { code: own }).expect(409);
  later = 91 * DAY_MS;
  const cleo = await parley.register('Cleo');
  await create(cleo, { code: own }).expect(201);
  await create(cleo, { code: random }).expect(409);
  later = 0;
});

test('a former participant cannot join a deleted room', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana);
  const socket = await parley.connect(ben);
  await socket.ask('room:watch', { code });
  await remove(ana, code).expect(204);
  expect(await socket.send('meeting:join', joinInput(code))).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
});

test('creating and deleting rooms is limited by user and by address', async () => {
  // A tenth of the limits: six changes for an account, thirty for an address.
  const small = await createTestApp({ env: { RATE_LIMIT_FACTOR: '0.1', TRUST_PROXY: '1' } });
  const register = async (number: number) => {
    const { body } = await small.api
      .post('/api/auth/register')
      .set('X-Forwarded-For', `192.0.2.${number}`)
      .send({ email: `a${number}@example.org`, displayName: 'Ana', password: 'a long password 1' })
      .expect(201);
    return body.accessToken as string;
  };
  const createFrom = (token: string, address: string) =>
    small.api
      .post('/api/rooms')
      .set('Authorization', `Bearer ${token}`)
      .set('X-Forwarded-For', address)
      .send({});
  try {
    const tokens: string[] = [];
    for (let number = 1; number <= 6; number += 1) tokens.push(await register(number));
    const last = tokens.pop() ?? '';
    for (const token of tokens) {
      for (let round = 0; round < 3; round += 1) {
        const { body } = await createFrom(token, '198.51.100.1').expect(201);
        await small.api
          .delete(`/api/rooms/${body.room.code}`)
          .set('Authorization', `Bearer ${token}`)
          .set('X-Forwarded-For', '198.51.100.1')
          .expect(204);
      }
    }
    const refused = await createFrom(tokens[0] ?? '', '198.51.100.2').expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await createFrom(last, '198.51.100.1').expect(429);
    await createFrom(last, '198.51.100.2').expect(201);
  } finally {
    await small.close();
  }
});

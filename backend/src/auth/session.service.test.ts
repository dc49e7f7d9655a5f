import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf, createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

let parley: TestApp;
beforeAll(async () => {
  parley = await createTestApp();
});
afterAll(() => parley.close());

const post = (path: string, cookie: string) =>
  parley.api.post(`/api/auth/${path}`).set('Cookie', cookie);
const refresh = (cookie: string) => post('refresh', cookie);
const login = ({ user, password }: TestUser, cookie = '') =>
  post('login', cookie).send({ email: user.email, password });
const me = ({ bearer }: Pick<TestUser, 'bearer'>) => parley.api.get('/api/users/me').set(...bearer);

const waysIn = {
  'signs in to the same account': (ana: TestUser) => login(ana, ana.cookie).expect(200),
  'signs in to another account': async (ana: TestUser) =>
    login(await parley.register('Ben'), ana.cookie).expect(200),
  registers: (ana: TestUser) =>
    post('register', ana.cookie)
      .send({ email: `${randomUUID()}@example.org`, displayName: 'Cleo', password: ana.password })
      .expect(201),
};

test.each(Object.entries(waysIn))(
  'the old session of a browser ends when the browser %s',
  async (_how, signIn) => {
    const ana = await parley.register('Ana');
    const elsewhere = await login(ana).expect(200);
    const socket = await parley.connect(ana);
    const answer = await signIn(ana);
    await refresh(ana.cookie).expect(401);
    await me(ana).expect(401);
    await socket.next('session:ended');
    await refresh(cookieOf(answer)).expect(200);
    await refresh(cookieOf(elsewhere)).expect(200);
  },
);

test('the old session of a browser ends even if its cookie was exchanged and the response was lost', async () => {
  const ana = await parley.register('Ana');
  const successor = cookieOf(await refresh(ana.cookie).expect(200));
  const answer = await login(ana, ana.cookie).expect(200);
  await refresh(successor).expect(401);
  await refresh(cookieOf(answer)).expect(200);
});

test('the session of a browser continues when a sign-in fails', async () => {
  const ana = await parley.register('Ana');
  const body = { email: ana.user.email, password: 'a wrong password' };
  await post('login', ana.cookie).send(body).expect(401);
  await refresh(ana.cookie).expect(200);
});
test('a twenty-first session ends the oldest session of a user', async () => {
  const ana = await parley.register('Ana');
  const socket = await parley.connect(ana);
  const tokens = parley.connection.collection('sessions');
  const own = await tokens.findOne({ userId: new Types.ObjectId(ana.user.id) });
  const others = Array.from({ length: 18 }, (_, index) => ({
    ...own,
    _id: new Types.ObjectId(),
    tokenHash: randomUUID(),
    family: randomUUID(),
    startedAt: new Date(own?.['startedAt'].getTime() + index),
  }));
  await tokens.insertMany(others);
  // A refresh does not change the start time of a session.
  const first = cookieOf(await refresh(ana.cookie).expect(200));
  const twentieth = cookieOf(await login(ana).expect(200));
  await me(ana).expect(200);
  const next = cookieOf(await login(ana).expect(200));
  await socket.next('session:ended');
  await me(ana).expect(401);
  await refresh(first).expect(401);
  for (const cookie of [twentieth, next]) await refresh(cookie).expect(200);
  const left = await tokens.distinct('family', { userId: new Types.ObjectId(ana.user.id) });
  expect(left).toHaveLength(20);
});

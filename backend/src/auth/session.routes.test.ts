import { expect } from 'vitest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';
import { test } from '../platform/testing/parley-test';

const LINUX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function signIn({ api }: TestApp, { user, password }: TestUser, device = LINUX) {
  const answer = await api
    .post('/api/auth/login')
    .set('User-Agent', device)
    .send({ email: user.email, password })
    .expect(200);
  const bearer: TestUser['bearer'] = ['Authorization', `Bearer ${answer.body.accessToken}`];
  return { user, password, cookie: '', accessToken: answer.body.accessToken as string, bearer };
}

const list = async ({ api }: TestApp, { bearer }: TestUser) =>
  (
    await api
      .get('/api/users/me/sessions')
      .set(...bearer)
      .expect(200)
  ).body.sessions as { id: string; device: string; current: boolean; lastUsedAt: string }[];
const me = ({ api }: TestApp, { bearer }: TestUser) => api.get('/api/users/me').set(...bearer);

test('a user sees each session with its device, and which one is this one', async ({ parley }) => {
  const ana = await parley.register('Ana');
  const there = await signIn(parley, ana);
  const [newest, oldest, ...more] = await list(parley, there);
  expect(more).toEqual([]);
  expect(newest).toEqual({
    id: expect.stringMatching(/^[\w-]{22}$/),
    device: 'Firefox on Linux',
    startedAt: expect.any(String),
    lastUsedAt: expect.any(String),
    current: true,
  });
  expect(oldest).toMatchObject({ device: 'Another program', current: false });
});

test('a refresh moves the last use of a session and keeps its id', async ({ parley }) => {
  const ana = await parley.register('Ana');
  const [before] = await list(parley, ana);
  await parley.api.post('/api/auth/refresh').set('Cookie', ana.cookie).expect(200);
  const [after, ...more] = await list(parley, ana);
  expect(more).toEqual([]);
  expect(after?.id).toBe(before?.id);
  expect(Date.parse(after?.lastUsedAt ?? '')).toBeGreaterThan(Date.parse(before?.lastUsedAt ?? ''));
});

test('ending one session closes its sockets, and the session that asks goes on', async ({
  parley,
}) => {
  const ana = await parley.register('Ana');
  const there = await signIn(parley, ana);
  const socket = await parley.connect(there);
  const other = (await list(parley, ana)).find(({ current }) => !current);
  await parley.api
    .delete(`/api/users/me/sessions/${other?.id}`)
    .set(...ana.bearer)
    .expect(204);
  await socket.next('session:ended');
  await me(parley, there).expect(401);
  await me(parley, ana).expect(200);
});

test('ending all other sessions keeps only the one that asks', async ({ parley }) => {
  const ana = await parley.register('Ana');
  const others = [await signIn(parley, ana), await signIn(parley, ana)];
  const sockets = await Promise.all(others.map((other) => parley.connect(other)));
  await parley.api
    .delete('/api/users/me/sessions')
    .set(...ana.bearer)
    .expect(204);
  for (const socket of sockets) await socket.next('session:ended');
  for (const other of others) await me(parley, other).expect(401);
  expect(await list(parley, ana)).toMatchObject([{ current: true }]);
});

test('a user cannot end the session of another user', async ({ parley, ana, ben }) => {
  const [foreign] = await list(parley, ana);
  for (const id of [foreign?.id, 'x', 'a'.repeat(22), '%00']) {
    await parley.api
      .delete(`/api/users/me/sessions/${id}`)
      .set(...ben.bearer)
      .expect(404);
  }
  await me(parley, ana).expect(200);
});

test('a session that another server ends loses its sockets and its token here within two seconds', async ({
  parley,
}) => {
  const ana = await parley.register('Ana');
  const second = await createTestApp({ database: parley.database });
  try {
    const here = await parley.connect(ana);
    // The first server trusts the session for five seconds from now.
    await me(parley, ana).expect(200);
    const endedAt = performance.now();
    await second.api.post('/api/auth/logout').set('Cookie', ana.cookie).expect(204);
    await here.next('session:ended');
    expect(performance.now() - endedAt).toBeLessThan(2_000);
    await me(parley, ana).expect(401);
  } finally {
    await second.close({ keepDatabase: true });
  }
});

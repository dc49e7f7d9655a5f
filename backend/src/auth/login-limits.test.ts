import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../platform/testing/test-app';

let parley: TestApp;
beforeAll(async () => {
  parley = await createTestApp({ env: { RATE_LIMIT_FACTOR: '1' } });
});
afterAll(() => parley.close());

test('after ten wrong passwords an account waits, even with the right one; others do not', async () => {
  const ana = await parley.register('Ana');
  const ben = await parley.register('Ben');
  const login = (email: string, password: string) =>
    parley.api.post('/api/auth/login').send({ email, password });
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await login(ana.user.email, 'a wrong password').expect(401);
  }
  const limited = await login(ana.user.email.toUpperCase(), ana.password).expect(429);
  expect(limited.body.error).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfter: expect.any(Number),
  });
  expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
  await login(ben.user.email, ben.password).expect(200);
});

test('wrong room codes are limited for an account, so that codes cannot be guessed', async () => {
  const ana = await parley.register('Ana');
  const ben = await parley.register('Ben');
  const created = await parley.api
    .post('/api/rooms')
    .set(...ana.bearer)
    .send({})
    .expect(201);
  const { code } = created.body.room as { code: string };
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await parley.api
      .get(`/api/rooms/guess-${attempt}`)
      .set(...ben.bearer)
      .expect(404);
  }
  await parley.api
    .get(`/api/rooms/${code}`)
    .set(...ben.bearer)
    .expect(429);
  const socket = await parley.connect(ben);
  expect(await socket.send('room:watch', { code })).toMatchObject({
    ok: false,
    error: { code: 'RATE_LIMITED' },
  });
  await parley.api
    .get(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .expect(200);
});

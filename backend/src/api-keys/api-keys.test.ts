import { endpoints } from '@parley/shared/api';
import { MAX_API_KEYS } from '@parley/shared/api-keys';
import { API_SCOPES, type ApiScope } from '@parley/shared/api-scopes';
import type { Endpoint } from '@parley/shared/endpoint';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

const DAY_MS = 24 * 3600_000;

let parley: TestApp;
/** How far the server's clock is ahead. */
let ahead = 0;

beforeAll(async () => {
  parley = await createTestApp({ now: () => Date.now() + ahead });
});
afterEach(() => {
  ahead = 0;
});
afterAll(() => parley.close());

interface Made {
  id: string;
  secret: string;
  bearer: [string, string];
}

async function makeKey(user: TestUser, scopes: readonly ApiScope[], more = {}): Promise<Made> {
  const { body } = await parley.api
    .post('/api/users/me/api-keys')
    .set(...user.bearer)
    .send({ name: 'A program', scopes, expiresInDays: null, ...more })
    .expect(201);
  const { apiKey, secret } = body as { apiKey: { id: string }; secret: string };
  return { id: apiKey.id, secret, bearer: ['Authorization', `Bearer ${secret}`] };
}

const listOf = async (user: TestUser) =>
  (await parley.api.get('/api/users/me/api-keys').set(...user.bearer)).body.apiKeys as {
    id: string;
    name: string;
    lastFour: string;
    lastUsedAt: string | null;
  }[];

const rooms = ({ bearer }: Pick<Made, 'bearer'>, app = parley) =>
  app.api.get('/api/rooms').set(...bearer);

test('a program with a key does what the scopes of the key allow, and nothing else', async () => {
  const ana = await parley.register('Ana');
  const key = await makeKey(ana, ['rooms:read']);
  const code = await makeRoom(parley, ana, { name: 'Weekly' });
  const { body } = await rooms(key).expect(200);
  expect(body.rooms.map((room: { code: string }) => room.code)).toEqual([code]);
  const refused = await parley.api
    .post('/api/rooms')
    .set(...key.bearer)
    .send({})
    .expect(403);
  expect(refused.body.error).toMatchObject({
    code: 'SCOPE_MISSING',
    message: 'This API key needs the scope rooms:write.',
  });
});

test('a key with all scopes is refused by every endpoint that declares none', async () => {
  const ana = await parley.register('Ana');
  const key = await makeKey(ana, API_SCOPES);
  const wrong: string[] = [];
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints)) {
    if (endpoint.access === 'public' || endpoint.access === 'cookie') continue;
    const path = `/api${endpoint.path.replaceAll(/:\w+/g, 'a'.repeat(24))}`;
    const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'patch' | 'delete';
    const { body } = await parley.api[method](path).set(...key.bearer);
    const isRefused = (body as { error?: { code: string } }).error?.code === 'SCOPE_MISSING';
    if (isRefused !== (endpoint.scope === undefined)) wrong.push(name);
  }
  expect(wrong).toEqual([]);
  expect(await listOf(ana)).toHaveLength(1);
});

test('a key opens no socket', async () => {
  const ana = await parley.register('Ana');
  const { secret } = await makeKey(ana, API_SCOPES);
  await expect(parley.connect({ accessToken: secret })).rejects.toThrow();
});

test('the secret of a key is shown once, and is nowhere in the database', async () => {
  const ana = await parley.register('Ana');
  const { secret } = await makeKey(ana, ['records:read'], { name: 'Archive' });
  expect(secret).toMatch(/^parley_[\w-]{43}$/);
  const list = await listOf(ana);
  expect(list).toMatchObject([{ name: 'Archive', lastFour: secret.slice(-4), lastUsedAt: null }]);
  expect(JSON.stringify(list)).not.toContain(secret.slice(7));
  const stored = await parley.connection.collection('api_keys').find().toArray();
  expect(JSON.stringify(stored)).not.toContain(secret.slice(7));
});

test('a revoked key stops working at once', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const key = await makeKey(ana, ['rooms:read']);
  await rooms(key).expect(200);
  const revoke = (user: TestUser) =>
    parley.api.delete(`/api/users/me/api-keys/${key.id}`).set(...user.bearer);
  await revoke(ben).expect(404);
  await rooms(key).expect(200);
  await revoke(ana).expect(204);
  const { body } = await rooms(key).expect(401);
  expect(body.error.code).toBe('UNAUTHENTICATED');
  await revoke(ana).expect(404);
});

test('a key stops working when its time has come', async () => {
  const ana = await parley.register('Ana');
  const [short, endless] = [
    await makeKey(ana, ['rooms:read'], { expiresInDays: 30 }),
    await makeKey(ana, ['rooms:read']),
  ];
  ahead = 29.9 * DAY_MS;
  await rooms(short).expect(200);
  ahead = 30.1 * DAY_MS;
  await rooms(short).expect(401);
  await rooms(endless).expect(200);
});

test('creating a key needs a recent proof of identity', async () => {
  const ana = await parley.register('Ana');
  ahead = 3600_000;
  const { body } = await parley.api.post('/api/auth/refresh').set('Cookie', ana.cookie).expect(200);
  const later = {
    ...ana,
    bearer: ['Authorization', `Bearer ${body.accessToken}`] as [string, string],
  };
  const refused = await parley.api
    .post('/api/users/me/api-keys')
    .set(...later.bearer)
    .send({ name: 'A program', scopes: ['rooms:read'], expiresInDays: null })
    .expect(403);
  expect(refused.body.error.code).toBe('STEP_UP_REQUIRED');
  expect(await listOf(later)).toEqual([]);
});

test('an account has at most twenty keys, also when it creates them at the same time', async () => {
  const ana = await parley.register('Ana');
  const create = () =>
    parley.api
      .post('/api/users/me/api-keys')
      .set(...ana.bearer)
      .send({ name: 'A program', scopes: ['rooms:read'], expiresInDays: 30 });
  const answers = await Promise.all(Array.from({ length: MAX_API_KEYS + 5 }, create));
  const codes = answers.map(({ body }) => body.error?.code ?? 'ok');
  expect(codes.filter((code) => code === 'ok')).toHaveLength(MAX_API_KEYS);
  expect(codes.filter((code) => code === 'TOO_MANY_API_KEYS')).toHaveLength(5);
  expect(await listOf(ana)).toHaveLength(MAX_API_KEYS);
  const [first] = await listOf(ana);
  await parley.api.delete(`/api/users/me/api-keys/${first?.id}`).set(...ana.bearer);
  expect((await create()).status).toBe(201);
});

test('the last use of a key is exact to a minute', async () => {
  const ana = await parley.register('Ana');
  const key = await makeKey(ana, ['rooms:read']);
  const lastUse = async () => (await listOf(ana))[0]?.lastUsedAt;
  await rooms(key).expect(200);
  const first = await lastUse();
  expect(first).not.toBeNull();
  ahead = 30_000;
  await rooms(key).expect(200);
  expect(await lastUse()).toBe(first);
  ahead = 90_000;
  await rooms(key).expect(200);
  expect(Date.parse((await lastUse()) ?? '')).toBeGreaterThan(Date.parse(first ?? '') + 60_000);
});

test('the keys of a deleted account stop at once, and work again if the account is kept', async () => {
  const ana = await parley.register('Ana');
  const key = await makeKey(ana, ['rooms:read']);
  await parley.api
    .delete('/api/users/me')
    .set(...ana.bearer)
    .send({ email: ana.user.email })
    .expect(200);
  await rooms(key).expect(401);
  await parley.connection
    .collection('users')
    .updateOne({ email: ana.user.email }, { $unset: { deletesAt: 1 } });
  await rooms(key).expect(200);
});

test('the keys of a disabled account stop at once', async () => {
  const ana = await parley.register('Ana');
  const key = await makeKey(ana, ['rooms:read']);
  await parley.connection
    .collection('users')
    .updateOne({ email: ana.user.email }, { $set: { disabledAt: new Date() } });
  await rooms(key).expect(401);
});

test('a key and its user do not use up the limits of each other', async () => {
  const narrow = await createTestApp({ env: { RATE_LIMIT_FACTOR: '0.1' } });
  try {
    const ana = await narrow.register('Ana');
    const { body } = await narrow.api
      .post('/api/users/me/api-keys')
      .set(...ana.bearer)
      .send({ name: 'Busy', scopes: ['rooms:read'], expiresInDays: null })
      .expect(201);
    const key = { bearer: ['Authorization', `Bearer ${body.secret}`] as [string, string] };
    const statuses: number[] = [];
    for (let count = 0; count < 61; count += 1) statuses.push((await rooms(key, narrow)).status);
    // 600 a minute × 0.1
    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429]);
    const refused = await rooms(key, narrow).expect(429);
    expect(refused.body.error.scope).toBe('key');
    await rooms(ana, narrow).expect(200);
    for (let count = 0; count < 120; count += 1) await rooms(ana, narrow);
    await rooms(ana, narrow).expect(429);
  } finally {
    await narrow.close();
  }
});

test('made-up keys count towards the limit of the address', async () => {
  const narrow = await createTestApp({ env: { RATE_LIMIT_FACTOR: '0.1' } });
  try {
    const statuses: number[] = [];
    for (let count = 0; count < 121; count += 1) {
      const bearer: [string, string] = ['Authorization', `Bearer parley_${'A'.repeat(40)}${count}`];
      statuses.push((await rooms({ bearer }, narrow)).status);
    }
    // 1,200 a minute × 0.1
    expect(statuses).toEqual([...Array.from({ length: 120 }, () => 401), 429]);
  } finally {
    await narrow.close();
  }
});

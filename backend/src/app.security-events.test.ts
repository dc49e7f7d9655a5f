import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLogger } from './platform/logger';
import { makeRoom } from './platform/testing/rest';
import { cookieOf, createTestApp, TestSocket, type TestApp } from './platform/testing/test-app';

/** All log lines of the server, and the security events of the current test. */
const everything: string[] = [];
let lines: Record<string, unknown>[] = [];
let clock = 0;
let parley: TestApp;
beforeAll(async () => {
  const write = (line: string) => {
    everything.push(line);
    const entry = JSON.parse(line) as Record<string, unknown>;
    if (entry['type'] === 'security') lines.push(entry);
  };
  parley = await createTestApp({
    env: { RATE_LIMIT_FACTOR: '1', TRUST_PROXY: '1' },
    now: () => Date.now() + clock,
    app: { logger: createLogger('info', { write }) },
  });
});
afterAll(() => parley.close());
beforeEach(() => {
  lines = [];
});

let address = '';
let tests = 0;
/** Each test has its own address, so that no event counts as a repetition. */
beforeEach(() => {
  tests += 1;
  address = `203.0.113.${tests}`;
});
const post = (path: string, body: object = {}, headers: Record<string, string> = {}) =>
  parley.api
    .post(`/api/${path}`)
    .set({ 'X-Forwarded-For': address, ...headers })
    .send(body);

const trace = () => ({
  address,
  requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
});
const password = 'correct horse battery staple';
const newAccount = () => ({ email: `${randomUUID()}@example.org`, displayName: 'Zoë', password });

test('registration, sign-ins and the end of sessions are logged with user and session', async () => {
  const account = newAccount();
  const made = await post('auth/register', account).expect(201);
  const userId = made.body.user.id as string;
  const login = (given: string, cookie = '') =>
    post('auth/login', { email: account.email, password: given }, { Cookie: cookie });
  await login('a wrong password').expect(401);
  const again = await login(password, cookieOf(made)).expect(200);
  await post('auth/logout', {}, { Cookie: cookieOf(again) }).expect(204);
  const hash = { account: expect.stringMatching(/^[\w-]{16}$/) };
  const session = { userId, sessionId: expect.any(String) };
  expect(lines).toEqual([
    expect.objectContaining({ msg: 'account created', ...session, ...hash, ...trace() }),
    expect.objectContaining({ msg: 'sign-in refused', ...hash, ...trace() }),
    expect.objectContaining({ msg: 'sign-in accepted', ...session, ...hash, ...trace() }),
    expect.objectContaining({ msg: 'session ended', ...session, reason: 'replaced', ...trace() }),
    expect.objectContaining({ msg: 'signed out', ...session, ...trace() }),
  ]);
  expect(lines[0]?.['sessionId']).toBe(lines[3]?.['sessionId']);
  expect(lines[2]?.['sessionId']).toBe(lines[4]?.['sessionId']);
  expect(new Set(lines.map((line) => line['account']).filter(Boolean)).size).toBe(1);
});

test('reuse of a refresh token and the end of ninety days are logged', async () => {
  const ana = await parley.register('Ana');
  const refresh = (cookie: string) => post('auth/refresh', {}, { Cookie: cookie });
  await refresh(ana.cookie).expect(200);
  clock += 20_000;
  await refresh(ana.cookie).expect(401);
  const userId = ana.user.id;
  const reused = { msg: 'refresh token reused', userId, level: 40, ...trace() };
  expect(lines).toContainEqual(expect.objectContaining(reused));

  const ben = await parley.register('Ben');
  clock += 91 * 86_400_000;
  for (let attempt = 0; attempt < 2; attempt += 1) await refresh(ben.cookie).expect(401);
  const ended = lines.filter((line) => line['userId'] === ben.user.id);
  expect(ended.slice(1)).toEqual([
    expect.objectContaining({ msg: 'session ended', reason: 'expired', ...trace() }),
  ]);
});

test('requests for resources of other users are logged', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana);
  const headers = { 'X-Forwarded-For': address, [ben.bearer[0]]: ben.bearer[1] };
  await parley.api.delete(`/api/rooms/${code}`).set(headers).expect(404);
  const denied = { msg: 'access denied', userId: ben.user.id, reason: 'NOT_FOUND', ...trace() };
  expect(lines).toContainEqual(expect.objectContaining({ ...denied, target: '/rooms/:code' }));
});

test('commands that are not allowed are logged', async () => {
  const ben = await parley.register('Ben');
  const socket = await TestSocket.connect(parley.url, ben.accessToken, {
    extraHeaders: { 'X-Forwarded-For': address },
  });
  await socket.send('chat:send', { clientId: randomUUID(), text: 'hello' });
  socket.close();
  const denied = { msg: 'access denied', userId: ben.user.id, address };
  expect(lines).toContainEqual(
    expect.objectContaining({ ...denied, target: 'chat:send', reason: 'NOT_A_MEMBER' }),
  );
});

test('limits, foreign origins and forged tokens are logged', async () => {
  const account = newAccount();
  const wrong = { email: account.email, password: 'a wrong password' };
  for (let attempt = 0; attempt < 6; attempt += 1) await post('auth/login', wrong).expect(401);
  await post('auth/login', wrong).expect(429);
  await post('auth/refresh', {}, { Origin: 'https://evil.test' }).expect(403);
  const extraHeaders = { 'X-Forwarded-For': address, Origin: 'https://evil.test' };
  await expect(TestSocket.connect(parley.url, 'x', { extraHeaders })).rejects.toThrow();
  await parley.api
    .get('/api/users/me')
    .set({ 'X-Forwarded-For': address, Authorization: 'Bearer forged.token.here' })
    .expect(401);
  await expect(
    TestSocket.connect(parley.url, 'x', { extraHeaders: { 'X-Forwarded-For': address } }),
  ).rejects.toThrow();
  const origin = 'https://evil.test';
  for (const line of [
    { msg: 'limit reached', reason: 'RATE_LIMITED', ...trace() },
    { msg: 'origin refused', origin, ...trace() },
    { msg: 'token refused', reason: 'UNAUTHENTICATED', ...trace() },
    { msg: 'handshake refused', reason: 'UNAUTHENTICATED', address },
  ]) {
    expect(lines).toContainEqual(expect.objectContaining(line));
  }
  // Ten wrong passwords for one account are one line, and the rest is counted.
  expect(lines.filter(({ msg }) => msg === 'sign-in refused')).toHaveLength(1);
});

test('no line holds a password, a token, an email or a name', () => {
  const log = everything.join('');
  expect(log).not.toMatch(/correct horse|wrong password|@example|Zoë|eyJ|parley_rt|forged/);
});

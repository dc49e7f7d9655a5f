import { createHmac, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cookieOf, createTestApp, TestSocket, type TestApp } from '../platform/testing';

let parley: TestApp;
let clock = 0;
const now = () => Date.now() + clock;
beforeAll(async () => {
  parley = await createTestApp({ now });
});
afterAll(() => parley.close());

const password = 'correct horse battery staple';
const someone = (more: object = {}) => ({
  email: `${randomUUID()}@example.org`,
  displayName: 'Ana',
  password,
  ...more,
});
const register = (body: object) => parley.api.post('/api/auth/register').send(body);
const login = (body: object) => parley.api.post('/api/auth/login').send(body);
const refresh = (cookie: string) => parley.api.post('/api/auth/refresh').set('Cookie', cookie);
const me = (token: string) =>
  parley.api.get('/api/users/me').set('Authorization', `Bearer ${token}`);

describe('an account', () => {
  test('is made, signed in to, read, renamed and left', async () => {
    const ana = someone({ email: `Ana.${randomUUID()}@Example.org` });
    const made = await register(ana).expect(201);
    expect(made.body.user).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      email: ana.email,
      displayName: 'Ana',
    });
    const [cookie] = made.headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/^parley_rt=[\w-]{43};.*HttpOnly; SameSite=Strict$/);

    const signedIn = await login({ email: ana.email.toUpperCase(), password }).expect(200);
    const token = signedIn.body.accessToken as string;
    await me(token).expect(200, { user: made.body.user });
    await parley.api
      .patch('/api/users/me')
      .set('Authorization', `Bearer ${token}`)
      .send({ displayName: 'Ana B.' })
      .expect(200);
    expect((await me(token)).body.user.displayName).toBe('Ana B.');
  });

  test('is stored with a bcrypt hash, never with the password', async () => {
    const { body } = await register(someone()).expect(201);
    const stored = await parley.connection
      .collection('users')
      .findOne({ emailKey: body.user.email });
    expect(stored?.['passwordHash']).toMatch(/^\$2b\$10\$/);
    expect(JSON.stringify(stored)).not.toContain(password);
  });

  test('has an email that nobody else has, in whatever case', async () => {
    const ana = someone();
    await register(ana).expect(201);
    const again = await register({ ...ana, email: ana.email.toUpperCase() }).expect(409);
    expect(again.body.error).toMatchObject({
      code: 'EMAIL_TAKEN',
      details: [{ field: 'email', message: expect.any(String) }],
    });
  });

  test('of two registrations at once with one email, exactly one is made', async () => {
    const ana = someone();
    const answers = await Promise.all([register(ana), register(ana)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
  });

  test.each([
    ['password', { password: 'password1' }],
    ['password', { password: 'short' }],
    ['password', { password: 'x'.repeat(257) }],
    ['password', { password: { $ne: null } }],
    ['email', { email: 'nobody' }],
    ['email', { email: undefined }],
    ['email', { email: { $gt: '' } }],
    ['displayName', { displayName: 'x'.repeat(65) }],
    ['isAdmin', { isAdmin: true }],
  ])('is refused by the name of the field %s for %j', async (field, wrong) => {
    const before = await parley.connection.collection('users').countDocuments();
    const { body } = await register(someone(wrong)).expect(400);
    expect(body.error.code).toBe('VALIDATION_FAILED');
    expect(body.error.details.map((detail: { field: string }) => detail.field)).toContain(field);
    expect(await parley.connection.collection('users').countDocuments()).toBe(before);
  });

  test('may have a password of 256 characters, all of which count', async () => {
    const ana = someone({ password: `${'y'.repeat(255)}z` });
    await register(ana).expect(201);
    await login({ email: ana.email, password: ana.password }).expect(200);
    await login({ email: ana.email, password: 'y'.repeat(256) }).expect(401);
  });

  test('a wrong password and an unknown email get the same answer', async () => {
    const ana = someone();
    await register(ana).expect(201);
    const answers = [
      await login({ email: ana.email, password: 'wrong password' }).expect(401),
      await login({ email: someone().email, password: 'wrong password' }).expect(401),
    ];
    const [first, second] = answers.map(({ body }) => ({ ...body.error, requestId: '' }));
    expect(first).toEqual(second);
    expect(first.code).toBe('INVALID_CREDENTIALS');
  });
});

describe('the refresh cookie', () => {
  test('is rotated at each use, and the new one works', async () => {
    const ana = await parley.register('Ana');
    const first = await refresh(ana.cookie).expect(200);
    expect(first.body.user).toEqual(ana.user);
    expect(cookieOf(first)).not.toBe(ana.cookie);
    await me(first.body.accessToken).expect(200);
    await refresh(cookieOf(first)).expect(200);
  });

  test('used twice at once or after a lost answer gives the same successor', async () => {
    const ana = await parley.register('Ana');
    const [one, two] = await Promise.all([refresh(ana.cookie), refresh(ana.cookie)]);
    const three = await refresh(ana.cookie);
    expect([one.status, two.status, three.status]).toEqual([200, 200, 200]);
    expect(new Set([one, two, three].map(cookieOf)).size).toBe(1);
  });

  test('used again after the grace time ends the session and its sockets', async () => {
    const ana = await parley.register('Ana');
    const socket = await parley.connect(ana);
    const rotated = await refresh(ana.cookie).expect(200);
    clock += 10_500;
    const reused = await refresh(ana.cookie).expect(401);
    expect(reused.body.error.code).toBe('SESSION_ENDED');
    await socket.next('session:ended');
    await refresh(cookieOf(rotated)).expect(401);
    expect((await me(rotated.body.accessToken).expect(401)).body.error.code).toBe('SESSION_ENDED');
  });

  test('used again within the grace time, once its successor was used, ends the session', async () => {
    const ana = await parley.register('Ana');
    const second = cookieOf(await refresh(ana.cookie).expect(200));
    const third = cookieOf(await refresh(second).expect(200));
    await refresh(ana.cookie).expect(401);
    await refresh(third).expect(401);
  });

  test('is good for thirty days without use, and no longer', async () => {
    const ana = await parley.register('Ana');
    const stored = await parley.connection
      .collection('sessions')
      .findOne({}, { sort: { createdAt: -1 } });
    const days = (stored?.['expiresAt'] - stored?.['createdAt']) / 86_400_000;
    expect(days).toBe(30);
    expect(JSON.stringify(stored)).not.toContain(ana.cookie.split('=')[1]);
  });

  test('is not accepted from a page of another origin', async () => {
    const ana = await parley.register('Ana');
    const { body } = await refresh(ana.cookie).set('Origin', 'https://evil.test').expect(403);
    expect(body.error.code).toBe('ORIGIN_FORBIDDEN');
    await refresh(ana.cookie).set('Origin', parley.url).expect(200);
  });

  test('that is missing or never was one is answered 401', async () => {
    await parley.api.post('/api/auth/refresh').expect(401);
    await refresh(`parley_rt=${'A'.repeat(43)}`).expect(401);
    await refresh('parley_rt=%00%00').expect(401);
  });
});

test('signing out ends REST access at once and closes the sockets of this session only', async () => {
  const ana = someone();
  const here = await register(ana).expect(201);
  const there = await login({ email: ana.email, password }).expect(200);
  const [socketHere, socketThere] = await Promise.all([
    TestSocket.connect(parley.url, here.body.accessToken),
    TestSocket.connect(parley.url, there.body.accessToken),
  ]);
  const closed = new Promise((resolve) => socketHere.socket.once('disconnect', resolve));
  const answer = await parley.api.post('/api/auth/logout').set('Cookie', cookieOf(here));
  expect(answer.status).toBe(204);
  expect(cookieOf(answer)).toBe('parley_rt=');
  await socketHere.next('session:ended');
  await closed;
  await me(here.body.accessToken).expect(401);
  await me(there.body.accessToken).expect(200);
  expect(await socketThere.ask('room:unwatch', {})).toEqual({});
  socketThere.close();
  await parley.api.post('/api/auth/logout').set('Cookie', cookieOf(here)).expect(204);
});

const secret = 'unit-tests-only-0123456789-abcdefghij-A';
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that is right but for what a test changes. */
function tokenWith(claims: object, { key = secret, header = { alg: 'HS256' } } = {}): string {
  const seconds = Math.floor(Date.now() / 1000);
  const valid = { iss: 'parley', aud: 'parley:api', typ: 'access', sid: 'x', sub: 'a'.repeat(24) };
  const body = `${encode(header)}.${encode({ ...valid, iat: seconds, exp: seconds + 600, ...claims })}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

describe('a token', () => {
  const claimsOf = (token: string) => jwt.decode(token) as Record<string, string>;
  const bad: [string, string, (valid: string) => string][] = [
    [
      'without signature (alg none)',
      'UNAUTHENTICATED',
      (valid) => `${encode({ alg: 'none' })}.${valid.split('.')[1]}.`,
    ],
    [
      'that claims alg none but is signed',
      'UNAUTHENTICATED',
      (valid) => tokenWith(claimsOf(valid), { header: { alg: 'none' } }),
    ],
    [
      'for another audience',
      'UNAUTHENTICATED',
      (valid) => tokenWith({ ...claimsOf(valid), aud: 'other' }),
    ],
    [
      'of another issuer',
      'UNAUTHENTICATED',
      (valid) => tokenWith({ ...claimsOf(valid), iss: 'other' }),
    ],
    [
      'of another kind',
      'UNAUTHENTICATED',
      (valid) => tokenWith({ ...claimsOf(valid), typ: 'refresh' }),
    ],
    ['that has run out', 'TOKEN_EXPIRED', (valid) => tokenWith({ ...claimsOf(valid), exp: 1e9 })],
    [
      'without an end',
      'UNAUTHENTICATED',
      (valid) => tokenWith({ ...claimsOf(valid), exp: undefined }),
    ],
    [
      'signed with a foreign secret',
      'UNAUTHENTICATED',
      (valid) => tokenWith(claimsOf(valid), { key: 'another-secret-0123456789-0123456789' }),
    ],
    [
      'with one bit flipped',
      'UNAUTHENTICATED',
      (valid) => {
        const [head, body, signature = ''] = valid.split('.');
        return `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      },
    ],
    ['of a session that never was', 'SESSION_ENDED', () => tokenWith({})],
    ['that is no token', 'UNAUTHENTICATED', () => 'hello'],
    ['that is empty', 'UNAUTHENTICATED', () => ''],
  ];

  test.each(bad)('%s is answered %s by REST and at the socket', async (_kind, code, forge) => {
    const ana = await parley.register('Ana');
    const token = forge(ana.accessToken);
    expect((await me(token).expect(401)).body.error.code).toBe(code);
    await expect(TestSocket.connect(parley.url, token)).rejects.toMatchObject({ data: { code } });
  });

  test('that the test forges with nothing changed is accepted, so the others fail for their fault', async () => {
    const ana = await parley.register('Ana');
    const token = tokenWith(claimsOf(ana.accessToken));
    await me(token).expect(200);
    (await TestSocket.connect(parley.url, token)).close();
  });

  test('of a megabyte is refused and the server goes on', async () => {
    const huge = 'x'.repeat(1_000_000);
    await me(huge).then(
      ({ status }) => expect(status).toBe(431),
      (error: unknown) => expect(String(error)).toMatch(/ECONNRESET|EPIPE|socket hang up/),
    );
    const socket = io(parley.url, {
      transports: ['websocket'],
      auth: { token: huge },
      reconnection: false,
      forceNew: true,
    });
    // The frame is too large to be read at all, so the connection closes without an answer.
    await new Promise((resolve) => socket.io.once('close', resolve));
    expect(socket.connected).toBe(false);
    const ana = await parley.register('Ana');
    await me(ana.accessToken).expect(200);
  });

  test.each([undefined, null, 7, { $ne: null }, ['x']])(
    '%j in the handshake is refused',
    async (token) => {
      await expect(TestSocket.connect(parley.url, token)).rejects.toMatchObject({
        data: { code: 'UNAUTHENTICATED' },
      });
    },
  );
});

test('a socket is renewed with a token of its own session, and with no other', async () => {
  const ana = await parley.register('Ana');
  const ben = await parley.register('Ben');
  const socket = await parley.connect(ana);
  const { body } = await refresh(ana.cookie).expect(200);
  expect(await socket.ask('session:renew', { token: body.accessToken })).toEqual({});
  expect(await socket.send('session:renew', { token: ben.accessToken })).toMatchObject({
    ok: false,
    error: { code: 'UNAUTHENTICATED' },
  });
});

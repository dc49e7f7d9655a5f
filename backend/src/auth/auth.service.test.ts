import { createHmac, randomUUID } from 'node:crypto';
import bcrypt from 'bcrypt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf, createTestApp, TestSocket, type TestApp } from '../platform/testing/test-app';

let parley: TestApp;
beforeAll(async () => {
  parley = await createTestApp();
});
afterAll(() => parley.close());

const password = 'correct horse battery staple';
const newAccount = (more: object = {}) => ({
  email: `${randomUUID()}@example.org`,
  displayName: 'Ana',
  password,
  ...more,
});
const register = (body: object) => parley.api.post('/api/auth/register').send(body);
const login = (body: object) => parley.api.post('/api/auth/login').send(body);
const me = (token: string) =>
  parley.api.get('/api/users/me').set('Authorization', `Bearer ${token}`);

test('an account can be created, signed in to, read and renamed', async () => {
  const ana = newAccount({ email: `Ana.${randomUUID()}@Example.org` });
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

test('an account is stored with a bcrypt hash, never with the password', async () => {
  const { body } = await register(newAccount()).expect(201);
  const stored = await parley.connection.collection('users').findOne({ emailKey: body.user.email });
  expect(stored?.['passwordHash']).toMatch(/^\$2b\$10\$/);
  expect(JSON.stringify(stored)).not.toContain(password);
});

test('two email addresses that differ only in case are the same account', async () => {
  const ana = newAccount();
  await register(ana).expect(201);
  const again = await register({ ...ana, email: ana.email.toUpperCase() }).expect(409);
  expect(again.body.error).toMatchObject({
    code: 'EMAIL_TAKEN',
    details: [{ field: 'email', message: expect.any(String) }],
  });
});

test('parallel registrations with one email address create exactly one account', async () => {
  const ana = newAccount();
  const answers = await Promise.all(Array.from({ length: 8 }, () => register(ana)));
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([201, ...Array(7).fill(409)]);
});

test.each([
  ['password', { password: 'password1' }],
  ['password', { password: 'Parley-2026' }],
  ['password', { password: 'short' }],
  ['password', { password: 'x'.repeat(257) }],
  ['password', { password: { $ne: null } }],
  ['email', { email: 'not-an-address' }],
  ['email', { email: undefined }],
  ['email', { email: { $gt: '' } }],
  ['displayName', { displayName: 'x'.repeat(65) }],
  ['isAdmin', { isAdmin: true }],
])(
  'registration with the wrong %s of %j is refused, and the error names the field',
  async (field, wrong) => {
    const before = await parley.connection.collection('users').countDocuments();
    const { body } = await register(newAccount(wrong)).expect(400);
    expect(body.error.code).toBe('VALIDATION_FAILED');
    expect(body.error.details.map((detail: { field: string }) => detail.field)).toContain(field);
    expect(await parley.connection.collection('users').countDocuments()).toBe(before);
  },
);

test('all 256 characters of a long password count', async () => {
  const ana = newAccount({ password: `${'y'.repeat(255)}z` });
  await register(ana).expect(201);
  await login({ email: ana.email, password: ana.password }).expect(200);
  await login({ email: ana.email, password: 'y'.repeat(256) }).expect(401);
});

test('a password matches with composed and with decomposed letters', async () => {
  const ana = newAccount({ password: 'caf\u00e9 cr\u00e8me 42' });
  await register(ana).expect(201);
  await login({ email: ana.email, password: ana.password.normalize('NFD') }).expect(200);
  // White space is part of the password.
  await login({ email: ana.email, password: `${ana.password} ` }).expect(401);
});

test('a password hash from before NFC still matches and is updated', async () => {
  const ana = newAccount({ password: 'cafe\u0301 cre\u0300me 42' });
  await register(ana).expect(201);
  const users = parley.connection.collection('users');
  const pepper = 'unit-tests-only-0123456789-abcdefghij-C';
  const condensed = createHmac('sha384', pepper).update(ana.password, 'utf8').digest('base64');
  const old = { passwordHash: await bcrypt.hash(condensed, 10), passwordVersion: 1 };
  for (const typed of [ana.password, ana.password.normalize('NFC')]) {
    await users.updateOne({ emailKey: ana.email }, { $set: old });
    await login({ email: ana.email, password: 'something else' }).expect(401);
    await login({ email: ana.email, password: typed }).expect(200);
    const stored = await users.findOne({ emailKey: ana.email });
    expect(stored?.['passwordVersion']).toBe(2);
    expect(stored?.['passwordHash']).not.toBe(old.passwordHash);
    for (const form of ['NFC', 'NFD']) {
      await login({ email: ana.email, password: typed.normalize(form) }).expect(200);
    }
  }
});

test('a wrong password and an unknown email address get the same response', async () => {
  const ana = newAccount();
  await register(ana).expect(201);
  const answers = [
    await login({ email: ana.email, password: 'wrong password' }).expect(401),
    await login({ email: newAccount().email, password: 'wrong password' }).expect(401),
  ];
  const [first, second] = answers.map(({ body }) => ({ ...body.error, requestId: '' }));
  expect(first).toEqual(second);
  expect(first.code).toBe('INVALID_CREDENTIALS');
});
test('signing out ends REST access at once and closes only the sockets of this session', async () => {
  const ana = newAccount();
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

import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailEnvironment, startMailServer, type MailServer } from '../platform/testing/mail-server';
import { createTestApp, TestSocket, type TestApp } from '../platform/testing/test-app';

let mail: MailServer;
let parley: TestApp;
const clock = { ahead: 0 };
beforeAll(async () => {
  mail = await startMailServer();
  parley = await createTestApp({
    env: mailEnvironment(mail),
    bcryptCost: 4,
    now: () => Date.now() + clock.ahead,
  });
});
afterAll(async () => {
  await parley.close();
  await mail.close();
});

const PASSWORD = 'correct horse battery staple';
const NEW_PASSWORD = 'a new horse battery staple';
const newAccount = () => ({
  email: `${randomUUID()}@example.org`,
  displayName: 'Ana',
  password: PASSWORD,
});
const post = (path: string, body: object, cookie = '') =>
  parley.api.post(`/api/${path}`).set('Cookie', cookie).send(body);
const login = (email: string, password = PASSWORD) => post('auth/login', { email, password });
const bearer = (token: string): [string, string] => ['Authorization', `Bearer ${token}`];

/** Cookies of a response, as the next request sends them. */
const cookiesOf = (answer: { headers: Record<string, unknown> }): string =>
  (answer.headers['set-cookie'] as string[]).map((cookie) => cookie.split(';')[0]).join('; ');

/** Registers with the link of the email. @returns the account and its access token */
async function member() {
  const account = newAccount();
  const asked = await post('auth/register', account).expect(202);
  const { token } = await mail.next(account.email);
  const made = await post('auth/register/complete', { token }, cookiesOf(asked)).expect(201);
  return { ...account, token: made.body.accessToken as string, id: made.body.user.id as string };
}

/** Asks for a link for a new password. */
async function resetLink(email: string): Promise<string> {
  await post('auth/password-reset', { email }).expect(202);
  return (await mail.next(email, 'Choose a new password')).token;
}
const reset = (token: string, password = NEW_PASSWORD) =>
  post('auth/password-reset/complete', { token, password });

test('a registration is completed by the link in the email, in the same browser without the password', async () => {
  const account = newAccount();
  const asked = await post('auth/register', account).expect(202, { status: 'check_email' });
  await login(account.email).expect(401);
  const { parsed, token } = await mail.next(account.email, 'Finish creating your account');
  expect(parsed.from?.text).toBe('"Parley" <parley@example.org>');
  expect(parsed.text).toContain(`http://meet.example.org/confirm#${token}`);
  expect(parsed.html).toContain(`http://meet.example.org/confirm#${token}`);
  expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
  const cookie = cookiesOf(asked);
  const link = await post('auth/links/read', { token }, cookie).expect(200);
  expect(link.body.link).toEqual({
    kind: 'registration',
    email: account.email,
    needsPassword: false,
  });
  const made = await post('auth/register/complete', { token }, cookie).expect(201);
  expect(made.body.user).toMatchObject({ email: account.email, isEmailVerified: true });
  await login(account.email).expect(200);
  await post('auth/register/complete', { token }, cookie).expect(410);
});

test('another browser completes a registration only with the password that was chosen', async () => {
  const account = newAccount();
  await post('auth/register', account).expect(202);
  const { token } = await mail.next(account.email);
  const link = await post('auth/links/read', { token }).expect(200);
  expect(link.body.link.needsPassword).toBe(true);
  const bare = await post('auth/register/complete', { token }).expect(403);
  expect(bare.body.error.code).toBe('PASSWORD_REQUIRED');
  const wrong = await post('auth/register/complete', { token, password: 'a guess' }).expect(403);
  expect(wrong.body.error.code).toBe('PROOF_REFUSED');
  await post('auth/register/complete', { token, password: PASSWORD }).expect(201);
});

test('a registration with a known address has the same answer, and the address gets another email', async () => {
  const ana = await member();
  const known = await post('auth/register', { ...newAccount(), email: ana.email }).expect(202);
  const unknown = await post('auth/register', newAccount()).expect(202);
  expect(known.body).toEqual(unknown.body);
  const names = ({ headers }: typeof known) =>
    (headers['set-cookie'] as unknown as string[]).map((cookie) => cookie.split('=')[0]);
  expect(names(known)).toEqual(names(unknown));
  const { parsed } = await mail.next(ana.email, 'You already have an account');
  expect(parsed.text).not.toContain('#');
  await login(ana.email).expect(200);
});

test('a new password by email ends every session and socket, and the old password is wrong', async () => {
  const ana = await member();
  const socket = await TestSocket.connect(parley.url, ana.token);
  await post('auth/password-reset', { email: ana.email.toUpperCase() }).expect(202);
  const { token: link } = await mail.next(ana.email, 'Choose a new password');
  const answer = await post('auth/links/read', { token: link }).expect(200);
  expect(answer.body.link).toEqual({ kind: 'reset', email: ana.email });
  await reset(link).expect(204);
  await socket.next('session:ended');
  socket.close();
  await parley.api
    .get('/api/users/me')
    .set(...bearer(ana.token))
    .expect(401);
  await login(ana.email).expect(401);
  await login(ana.email, NEW_PASSWORD).expect(200);
  const { parsed } = await mail.next(ana.email, 'Your password was changed');
  expect(parsed.text).not.toMatch(/#[\w-]{20}/);
});

test('a reset link does not work twice', async () => {
  const ana = await member();
  const token = await resetLink(ana.email);
  await reset(token).expect(204);
  const again = await reset(token, 'yet another horse battery').expect(410);
  expect(again.body.error.code).toBe('LINK_INVALID');
  await post('auth/links/read', { token }).expect(410);
  await login(ana.email, NEW_PASSWORD).expect(200);
});

test('of two simultaneous requests with one reset link only one sets its password', async () => {
  const ana = await member();
  const token = await resetLink(ana.email);
  const passwords = ['first horse battery', 'second horse battery'];
  const answers = await Promise.all(passwords.map((password) => reset(token, password)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 410]);
  const logins = await Promise.all(passwords.map((password) => login(ana.email, password)));
  expect(logins.map(({ status }) => status)).toEqual(
    answers.map(({ status }) => (status === 204 ? 200 : 401)),
  );
});

test('a reset link does not work after a password change', async () => {
  const ana = await member();
  const token = await resetLink(ana.email);
  await parley.api
    .post('/api/users/me/password')
    .set(...bearer(ana.token))
    .send({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD })
    .expect(204);
  await reset(token, 'yet another horse battery').expect(410);
  await login(ana.email, NEW_PASSWORD).expect(200);
});

test('a reset link works after 29 minutes and not after 31', async () => {
  const ana = await member();
  try {
    const [late, good] = [await resetLink(ana.email), await resetLink(ana.email)];
    clock.ahead = 29 * 60_000;
    await reset(good, 'short').expect(400);
    await post('auth/links/read', { token: good }).expect(200);
    clock.ahead = 31 * 60_000;
    await post('auth/links/read', { token: late }).expect(410);
    await reset(late).expect(410);
    await login(ana.email).expect(200);
  } finally {
    clock.ahead = 0;
  }
});

test('a reset for an unknown address has the same answer and sends nothing', async () => {
  const ana = await member();
  const known = await post('auth/password-reset', { email: ana.email });
  const { email } = newAccount();
  const unknown = await post('auth/password-reset', { email });
  expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
  await mail.next(ana.email, 'Choose a new password');
  await parley.app.services.mailer?.idle();
  expect(mail.received.filter(({ to }) => to === email)).toEqual([]);
});

test('the database holds no token of a link, only its hash', async () => {
  const ana = await member();
  const token = await resetLink(ana.email);
  for (const collection of await parley.connection.db!.collections()) {
    expect(JSON.stringify(await collection.find().toArray())).not.toContain(token);
  }
});

test('one recipient gets at most a few emails an hour, and nobody learns that', async () => {
  const limited = await createTestApp({
    env: { ...mailEnvironment(mail), RATE_LIMIT_FACTOR: '1' },
    bcryptCost: 4,
  });
  try {
    const { email, ...rest } = newAccount();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await limited.api
        .post('/api/auth/register')
        .send({ email, ...rest })
        .expect(202);
    }
    await limited.app.services.mailer?.idle();
    expect(mail.received.filter(({ to }) => to === email)).toHaveLength(6);
  } finally {
    await limited.close();
  }
});

test('changes of the factors of an account are announced by email', async () => {
  const { email, token } = await member();
  const factor = (method: 'post' | 'delete', path: string, body?: object) =>
    parley.api[method](`/api/users/me/second-factor/${path}`)
      .set(...bearer(token))
      .send(body);
  const { body } = await factor('post', 'totp').expect(201);
  const secret = Secret.fromBase32(body.secret as string);
  const code = TOTP.generate({ secret, timestamp: Date.now() + clock.ahead });
  await factor('post', 'totp/confirm', { code }).expect(200);
  const { parsed } = await mail.next(email, 'A second factor was added');
  expect(parsed.text).toContain('account at meet.example.org');
  expect(parsed.text).toContain('change your password in the settings at once');
  await factor('post', 'recovery-codes').expect(201);
  await mail.next(email, 'Your recovery codes were replaced');
  await factor('delete', 'totp').expect(204);
  await mail.next(email, 'A second factor was removed');
});

test('the coming deletion of an account and its cancellation are announced by email', async () => {
  const { email, token } = await member();
  await parley.api
    .delete('/api/users/me')
    .set(...bearer(token))
    .send({ email })
    .expect(200);
  const { parsed } = await mail.next(email, 'Your account will be deleted');
  expect(parsed.text).toContain('in 7 days');
  const { body } = await login(email).expect(200);
  await parley.api
    .post('/api/users/me/keep')
    .set(...bearer(body.accessToken as string))
    .expect(200);
  await mail.next(email, 'Your account will not be deleted');
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailEnvironment, startMailServer, type MailServer } from '../platform/testing/mail-server';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

const NEW_PASSWORD = 'a new horse battery staple';

let mail: MailServer;
/** Without a mail server. */
let parley: TestApp;
/** The same accounts on a server with one. */
let mailed: TestApp;
beforeAll(async () => {
  mail = await startMailServer();
  parley = await createTestApp({ bcryptCost: 4 });
  mailed = await createTestApp({
    database: parley.database,
    env: mailEnvironment(mail),
    bcryptCost: 4,
  });
});
afterAll(async () => {
  await mailed.close({ keepDatabase: true });
  await parley.close();
  await mail.close();
});

const post = ({ api }: TestApp, path: string, user: TestUser | null, body: object = {}) => {
  const request = api.post(`/api/${path}`);
  if (user !== null) request.set(...user.bearer);
  return request.send(body);
};
const login = (app: TestApp, email: string, password: string) =>
  post(app, 'auth/login', null, { email, password });
const newEmail = () => `${randomUUID()}@example.org`;

test('a password change needs the current one and ends the other sessions only', async () => {
  const ana = await parley.register('Ana');
  const { email } = ana.user;
  const other = await login(parley, email, ana.password).expect(200);
  const change = (currentPassword: string | undefined, newPassword: string) =>
    post(parley, 'users/me/password', ana, { currentPassword, newPassword });
  expect((await change('not this one', NEW_PASSWORD).expect(403)).body.error.code).toBe(
    'PROOF_REFUSED',
  );
  await change(undefined, NEW_PASSWORD).expect(403);
  const weak = await change(ana.password, 'password1').expect(400);
  expect(weak.body.error.details).toMatchObject([{ field: 'newPassword' }]);
  await change(ana.password, NEW_PASSWORD).expect(204);
  await parley.api
    .get('/api/users/me')
    .set(...ana.bearer)
    .expect(200);
  await parley.api
    .get('/api/users/me')
    .set('Authorization', `Bearer ${other.body.accessToken}`)
    .expect(401);
  await login(parley, email, ana.password).expect(401);
  await login(parley, email, NEW_PASSWORD).expect(200);
});

test('without a mail server an email address changes at once, and a taken one is refused', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const change = (email: string, password = ana.password) =>
    post(parley, 'users/me/email', ana, { email, password });
  await change(newEmail(), 'not this one').expect(403);
  expect((await change(ben.user.email.toUpperCase()).expect(409)).body.error.code).toBe(
    'EMAIL_TAKEN',
  );
  const email = newEmail();
  const { body } = await change(email).expect(200);
  expect(body).toMatchObject({ isSent: false, user: { email } });
  await login(parley, email, ana.password).expect(200);
  await login(parley, ana.user.email, ana.password).expect(401);
});

test('without a mail server, nothing is promised that needs one', async () => {
  const ana = await parley.register('Ana');
  const { email } = ana.user;
  expect((await parley.api.get('/api/auth/options').expect(200)).body).toMatchObject({
    mail: false,
  });
  for (const answer of [
    await post(parley, 'auth/password-reset', null, { email }),
    await post(parley, 'users/me/email/verification', ana),
  ]) {
    expect([answer.status, answer.body.error.code]).toEqual([409, 'NO_MAIL']);
  }
});

test('with a mail server an email address changes when its link is followed, and the old one is told', async () => {
  const ana = await parley.register('Ana');
  const email = newEmail();
  const { body } = await post(mailed, 'users/me/email', ana, {
    email,
    password: ana.password,
  }).expect(200);
  expect(body).toMatchObject({ isSent: true, user: { email: ana.user.email } });
  const { token } = await mail.next(email, 'Confirm your email address');
  await login(mailed, ana.user.email, ana.password).expect(200);
  await post(mailed, 'auth/email/verify', null, { token }).expect(200, { email });
  const { parsed } = await mail.next(ana.user.email, 'Your email address was changed');
  expect(parsed.text).toContain(email);
  const signedIn = await login(mailed, email, ana.password).expect(200);
  expect(signedIn.body.user).toMatchObject({ email, isEmailVerified: true });
  await post(mailed, 'auth/email/verify', null, { token }).expect(410);
});

test('changing to the address of another account answers alike and tells that address', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const { body } = await post(mailed, 'users/me/email', ana, {
    email: ben.user.email,
    password: ana.password,
  }).expect(200);
  expect(body.isSent).toBe(true);
  await mail.next(ben.user.email, 'You already have an account');
  await login(mailed, ben.user.email, ben.password).expect(200);
});

test('a user proves the present address with a link', async () => {
  const ana = await parley.register('Ana');
  expect(ana.user).not.toHaveProperty('isEmailVerified');
  await post(mailed, 'users/me/email/verification', ana).expect(202);
  const { token } = await mail.next(ana.user.email);
  await post(mailed, 'auth/email/verify', null, { token }).expect(200);
  const { body } = await mailed.api.get('/api/users/me').set(...ana.bearer);
  expect(body.user.isEmailVerified).toBe(true);
});

test('where verification is required, the right password gets a link and no session', async () => {
  const strict = await createTestApp({
    database: parley.database,
    env: { ...mailEnvironment(mail), EMAIL_VERIFICATION: 'required' },
    bcryptCost: 4,
  });
  try {
    const ana = await parley.register('Ana');
    const { email } = ana.user;
    await login(strict, email, 'not this one').expect(401);
    const refused = await login(strict, email, ana.password).expect(403);
    expect(refused.body.error.code).toBe('EMAIL_NOT_VERIFIED');
    const { token } = await mail.next(email);
    await post(strict, 'auth/email/verify', null, { token }).expect(200);
    await login(strict, email, ana.password).expect(200);
  } finally {
    await strict.close({ keepDatabase: true });
  }
});

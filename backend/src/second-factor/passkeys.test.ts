import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';
import { SoftwarePasskey, type Page } from './testing/software-passkey';

let parley: TestApp;
let page: Page;
beforeAll(async () => {
  parley = await createTestApp();
  page = { origin: parley.url, rpId: '127.0.0.1' };
});
afterAll(() => parley.close());

const post = (user: TestUser, path: string, body?: object) =>
  parley.api
    .post(`/api${path}`)
    .set(...user.bearer)
    .send(body);
const login = ({ user, password }: TestUser) =>
  parley.api.post('/api/auth/login').send({ email: user.email, password });
const complete = (challenge: string, proof: object) =>
  parley.api.post('/api/auth/second-factor').send({ challenge, proof });

async function addPasskey(user: TestUser, key: SoftwarePasskey, status = 201) {
  const { body } = await post(user, '/users/me/passkeys/options').expect(200);
  const passkey = key.create(page, body.options.challenge);
  const input = { name: 'Laptop', passkey };
  return post(user, '/users/me/passkeys', input).expect(status);
}

async function withPasskey(name: string) {
  const user = await parley.register(name);
  const key = new SoftwarePasskey();
  const { body } = await addPasskey(user, key);
  return { user, key, body };
}

/** Begins the second step. @returns its challenge and that of WebAuthn */
async function beginSecondStep(user: TestUser) {
  const refused = await login(user).expect(401);
  const { token, methods } = refused.body.error.challenge;
  const { body } = await parley.api
    .post('/api/auth/second-factor/passkey')
    .send({ challenge: token })
    .expect(200);
  return { token: token as string, methods, options: body.options };
}

async function beginWithPasskey() {
  const { body } = await parley.api.post('/api/auth/passkey/options').expect(200);
  return body as { challenge: string; options: { challenge: string; userVerification: string } };
}

test('a passkey is the second factor of a sign-in with a password', async () => {
  const { user, key, body } = await withPasskey('Ana');
  expect(body.passkey).toMatchObject({ name: 'Laptop', lastUsedAt: null });
  expect(body.recoveryCodes).toHaveLength(10);
  const { token, methods, options } = await beginSecondStep(user);
  expect(methods).toEqual(['passkey', 'recovery']);
  expect(options.allowCredentials).toMatchObject([{ id: key.id.toString('base64url') }]);
  const passkey = key.prove(page, options.challenge);
  const { body: done } = await complete(token, { method: 'passkey', passkey }).expect(200);
  expect(done.user).toEqual(user.user);
});

test('a passkey that verifies its user signs in alone', async () => {
  const { user, key } = await withPasskey('Ben');
  const { challenge, options } = await beginWithPasskey();
  expect(options.userVerification).toBe('required');
  const passkey = key.prove(page, options.challenge);
  const signIn = () => parley.api.post('/api/auth/passkey').send({ challenge, passkey });
  const { body } = await signIn().expect(200);
  expect(body.user).toEqual(user.user);
  const again = await signIn().expect(401);
  expect(again.body.error.code).toBe('CHALLENGE_EXPIRED');
});

test('a passkey that does not verify its user is a second factor but no sign-in', async () => {
  const user = await parley.register('Cleo');
  const key = new SoftwarePasskey(false);
  await addPasskey(user, key);
  const alone = await beginWithPasskey();
  const passkey = key.prove(page, alone.options.challenge);
  await parley.api
    .post('/api/auth/passkey')
    .send({ challenge: alone.challenge, passkey })
    .expect(403);
  const { token, options } = await beginSecondStep(user);
  const proof = { method: 'passkey', passkey: key.prove(page, options.challenge) };
  await complete(token, proof).expect(200);
});

test('a proof for another origin, host, challenge or user, and a copied key, are refused', async () => {
  const { user, key } = await withPasskey('Dee');
  const stranger = await withPasskey('Eve');
  const { token, options } = await beginSecondStep(user);
  const { challenge } = options;
  const other = await beginWithPasskey();
  const old = key.prove(page, challenge);
  const wrong = [
    key.prove({ ...page, origin: 'https://evil.example' }, challenge),
    key.prove({ ...page, rpId: 'evil.example' }, challenge),
    key.prove(page, other.options.challenge),
    stranger.key.prove(page, challenge),
  ];
  for (const passkey of wrong) {
    await complete(token, { method: 'passkey', passkey }).expect(403);
  }
  const right = key.prove(page, challenge);
  await complete(token, { method: 'passkey', passkey: right }).expect(200);
  // The counter of the device went back, as that of a copy would.
  const later = await beginSecondStep(user);
  key.counter = 0;
  const copied = key.prove(page, later.options.challenge);
  await complete(later.token, { method: 'passkey', passkey: copied }).expect(403);
  await complete(later.token, { method: 'passkey', passkey: old }).expect(403);
});

test('a passkey is stored for one account and for one set of options', async () => {
  const { user, key } = await withPasskey('Fay');
  const other = await parley.register('Gus');
  const stolen = await addPasskey(other, key, 403);
  expect(stolen.body.error.code).toBe('PROOF_REFUSED');
  const second = new SoftwarePasskey();
  const { body } = await post(user, '/users/me/passkeys/options').expect(200);
  expect(body.options.excludeCredentials).toHaveLength(1);
  const input = { name: 'Phone', passkey: second.create(page, body.options.challenge) };
  const added = await post(user, '/users/me/passkeys', input).expect(201);
  expect(added.body.recoveryCodes).toBeUndefined();
  await post(user, '/users/me/passkeys', input).expect(401);
});

test('an account has at most ten passkeys, and removing the last one turns the factor off', async () => {
  const user = await parley.register('Hal');
  const ids: string[] = [];
  for (let count = 0; count < 10; count += 1) {
    const { body } = await addPasskey(user, new SoftwarePasskey());
    ids.push(body.passkey.id);
  }
  const { body } = await post(user, '/users/me/passkeys/options').expect(409);
  expect(body.error.code).toBe('TOO_MANY_PASSKEYS');
  const stranger = await parley.register('Ida');
  const remove = (by: TestUser, id: string) =>
    parley.api.delete(`/api/users/me/passkeys/${id}`).set(...by.bearer);
  await remove(stranger, ids[0] ?? '').expect(404);
  for (const id of ids) await remove(user, id).expect(204);
  await login(user).expect(200);
});

test('a page of another origin gets no options', async () => {
  const { body } = await parley.api
    .post('/api/auth/passkey/options')
    .set('Origin', 'https://evil.example')
    .expect(403);
  expect(body.error.code).toBe('ORIGIN_FORBIDDEN');
});

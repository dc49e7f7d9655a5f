import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf, createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

let parley: TestApp;
let clock = 0;
const MINUTE_MS = 60_000;
const now = () => Date.now() + clock;
beforeAll(async () => {
  parley = await createTestApp({ now });
});
afterAll(() => parley.close());

const post = (user: TestUser, path: string, body?: object) =>
  parley.api
    .post(`/api${path}`)
    .set(...user.bearer)
    .send(body);
const remove = (user: TestUser, path: string) =>
  parley.api.delete(`/api${path}`).set(...user.bearer);
const login = ({ user, password }: TestUser) =>
  parley.api.post('/api/auth/login').send({ email: user.email, password });
const complete = (challenge: string, proof: object) =>
  parley.api.post('/api/auth/second-factor').send({ challenge, proof });
const codeAt = (secret: string, time: number) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: time });
/** Moves the clock to the next time step, in which a new code is valid. */
const nextCode = (secret: string) => {
  clock += 30_000;
  return codeAt(secret, now());
};
const read = async (user: TestUser) => {
  const response = await parley.api.get('/api/users/me/second-factor').set(...user.bearer);
  return response.body.secondFactor;
};

/** A user with an authenticator app. */
async function withTotp(name: string) {
  const user = await parley.register(name);
  const { body } = await post(user, '/users/me/second-factor/totp').expect(201);
  const secret = body.secret as string;
  const confirmed = await post(user, '/users/me/second-factor/totp/confirm', {
    code: codeAt(secret, now()),
  }).expect(200);
  return { user, secret, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}

async function challengeOf(user: TestUser): Promise<string> {
  const { body } = await login(user).expect(401);
  expect(body.error.code).toBe('SECOND_FACTOR_REQUIRED');
  return body.error.challenge.token as string;
}

test('with an authenticator app, a password alone opens no session, and a code completes it', async () => {
  const { user, secret } = await withTotp('Ana');
  const refused = await login(user).expect(401);
  expect(refused.body.error).toMatchObject({
    code: 'SECOND_FACTOR_REQUIRED',
    challenge: { methods: ['totp', 'recovery'] },
  });
  expect(refused.headers['set-cookie']).toBeUndefined();
  const { token } = refused.body.error.challenge;
  const code = nextCode(secret);
  const done = await complete(token, { method: 'totp', code }).expect(200);
  expect(done.body.user).toEqual(user.user);
  await parley.api.post('/api/auth/refresh').set('Cookie', cookieOf(done)).expect(200);
  const again = await complete(token, { method: 'totp', code: nextCode(secret) }).expect(401);
  expect(again.body.error.code).toBe('CHALLENGE_EXPIRED');
});

test('a code works once, also in parallel, and for one step before and after', async () => {
  const { user, secret } = await withTotp('Ben');
  clock += 90_000;
  const challenges = await Promise.all([challengeOf(user), challengeOf(user)]);
  const code = codeAt(secret, now());
  const answers = await Promise.all(
    challenges.map((challenge) => complete(challenge, { method: 'totp', code })),
  );
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403]);

  const early = codeAt(secret, now() + 30_000);
  await complete(await challengeOf(user), { method: 'totp', code: early }).expect(200);
  // The code before is valid for its time, but a later one was used.
  const late = { method: 'totp', code: codeAt(secret, now() - 30_000) };
  await complete(await challengeOf(user), late).expect(403);
  const tooEarly = { method: 'totp', code: codeAt(secret, now() + 90_000) };
  await complete(await challengeOf(user), tooEarly).expect(403);
});

test('a recovery code works once, however it is typed', async () => {
  const { user, recoveryCodes } = await withTotp('Cleo');
  expect(new Set(recoveryCodes).size).toBe(10);
  const [first = '', second = ''] = recoveryCodes;
  const use = async (code: string) =>
    complete(await challengeOf(user), { method: 'recovery', code });
  expect((await use(first.toUpperCase().replace('-', ' '))).status).toBe(200);
  expect((await use(first)).status).toBe(403);
  expect((await use(second)).status).toBe(200);
  expect((await read(user)).recoveryCodesLeft).toBe(8);
});

test('secrets and recovery codes are not stored in the clear', async () => {
  const { user, secret, recoveryCodes } = await withTotp('Dee');
  const all = await parley.connection.collection('second_factors').find().toArray();
  const stored = JSON.stringify(all);
  expect(stored).toContain(user.user.id);
  expect([secret, ...recoveryCodes].filter((text) => stored.includes(text))).toEqual([]);
});

test('a challenge ends after five minutes and after five wrong codes', async () => {
  const { user, secret } = await withTotp('Eve');
  const slow = await challengeOf(user);
  clock += 5 * MINUTE_MS;
  await complete(slow, { method: 'totp', code: nextCode(secret) }).expect(401);
  const guessed = await challengeOf(user);
  for (const code of ['000000', '000001', '12345', 'abcdef', '١٢٣٤٥٦']) {
    await complete(guessed, { method: 'totp', code }).expect(403);
  }
  await complete(guessed, { method: 'totp', code: nextCode(secret) }).expect(401);
  await complete(await challengeOf(user), { method: 'totp', code: nextCode(secret) }).expect(200);
});

test('wrong codes are limited for each account, over all challenges', async () => {
  const limited = await createTestApp({ env: { RATE_LIMIT_FACTOR: '1' }, now });
  const user = await limited.register('Fay');
  const { body } = await limited.api
    .post('/api/users/me/second-factor/totp')
    .set(...user.bearer)
    .expect(201);
  await limited.api
    .post('/api/users/me/second-factor/totp/confirm')
    .set(...user.bearer)
    .send({ code: codeAt(body.secret, now()) })
    .expect(200);
  const guess = async (code: string) => {
    const { email } = user.user;
    const refused = await limited.api
      .post('/api/auth/login')
      .send({ email, password: user.password });
    const { token: challenge } = refused.body.error.challenge;
    return limited.api
      .post('/api/auth/second-factor')
      .send({ challenge, proof: { method: 'totp', code } });
  };
  const statuses = [];
  for (let tries = 0; tries < 6; tries += 1) statuses.push((await guess('000000')).status);
  expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
  const right = await guess(nextCode(body.secret));
  expect(right.body.error).toMatchObject({ code: 'RATE_LIMITED', scope: 'account' });
  await limited.close();
});

test('changes of factors require a recent proof, and with a factor the password is not one', async () => {
  const { user, secret } = await withTotp('Gus');
  clock += 9 * MINUTE_MS;
  await post(user, '/users/me/second-factor/recovery-codes').expect(201);
  clock += MINUTE_MS;
  // The access token lives as long as the proof.
  const fresh = await parley.api.post('/api/auth/refresh').set('Cookie', user.cookie).expect(200);
  user.bearer = ['Authorization', `Bearer ${fresh.body.accessToken}`];
  for (const request of [
    remove(user, '/users/me/second-factor/totp'),
    post(user, '/users/me/second-factor/totp'),
    post(user, '/users/me/second-factor/totp/confirm', { code: '123456' }),
    post(user, '/users/me/second-factor/recovery-codes'),
    post(user, '/users/me/passkeys/options'),
    remove(user, `/users/me/passkeys/${'a'.repeat(24)}`),
  ]) {
    const { body } = await request.expect(403);
    expect(body.error.code).toBe('STEP_UP_REQUIRED');
  }
  expect((await read(user)).proofMethods).toEqual(['totp', 'recovery']);
  const { password } = user;
  await post(user, '/users/me/proof', { proof: { method: 'password', password } }).expect(403);
  const proof = { method: 'totp', code: nextCode(secret) };
  await post(user, '/users/me/proof', { proof }).expect(204);
  await remove(user, '/users/me/second-factor/totp').expect(204);
  await remove(user, '/users/me/second-factor/totp').expect(404);
  expect(await read(user)).toEqual({
    totp: false,
    passkeys: [],
    recoveryCodesLeft: 0,
    hasPassword: true,
    proofMethods: ['password'],
  });
  await login(user).expect(200);
});

test('without a factor the password is a proof, for this session only', async () => {
  const user = await parley.register('Hal');
  const other = await login(user).expect(200);
  clock += 11 * MINUTE_MS;
  const refresh = async (cookie: string) => {
    const { body } = await parley.api.post('/api/auth/refresh').set('Cookie', cookie).expect(200);
    return ['Authorization', `Bearer ${body.accessToken}`] as [string, string];
  };
  const here = { ...user, bearer: await refresh(user.cookie) };
  const there = { ...user, bearer: await refresh(cookieOf(other)) };
  const prove = (password: string) =>
    post(here, '/users/me/proof', { proof: { method: 'password', password } });
  await prove('wrong password').expect(403);
  await post(here, '/users/me/second-factor/totp').expect(403);
  await prove(user.password).expect(204);
  await post(here, '/users/me/second-factor/totp').expect(201);
  await post(there, '/users/me/second-factor/totp').expect(403);
});

test('an authenticator app counts only after its first code', async () => {
  const user = await parley.register('Ida');
  await post(user, '/users/me/second-factor/totp').expect(201);
  await post(user, '/users/me/second-factor/totp/confirm', { code: '000000' }).expect(403);
  await login(user).expect(200);
  expect((await read(user)).totp).toBe(false);
});

test('the operator can remove all factors of a user', async () => {
  const { user } = await withTotp('Jon');
  await parley.app.services.secondFactor.service.reset(user.user.id);
  await login(user).expect(200);
});

import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';
import { TestOpenidProvider } from './testing/openid-provider';
import { Visitor } from './testing/visitor';

let parley: TestApp;
let provider: TestOpenidProvider;
let clock = 0;
beforeAll(async () => {
  provider = await TestOpenidProvider.start(() => `${parley.url}/api/openid/callback`);
  parley = await createTestApp({ env: provider.env, now: () => Date.now() + clock });
});
afterAll(async () => {
  await parley.close();
  await provider.stop();
});
beforeEach(() => {
  provider.user = someone();
});

const someone = (more: object = {}) => ({
  sub: randomUUID(),
  email: `${randomUUID()}@example.org`,
  email_verified: true,
  name: 'Ana',
  ...more,
});

/** Refreshes the session that a visitor has got. */
async function sessionOf({ cookies }: { cookies: Record<string, string> }) {
  const { body } = await parley.api
    .post('/api/auth/refresh')
    .set('Cookie', `parley_rt=${cookies['parley_rt']}`)
    .expect(200);
  return body as Pick<TestUser, 'user' | 'accessToken'>;
}
const bearerOf = ({ accessToken }: { accessToken: string }) => `Bearer ${accessToken}`;
const users = () => parley.connection.collection('users').countDocuments();

/** Asks to connect the identity that waits in the visitor's cookie. */
const link = (visitor: Visitor, { accessToken }: Pick<TestUser, 'accessToken'>) =>
  parley.api
    .post('/api/openid/link')
    .set('Authorization', `Bearer ${accessToken}`)
    .set('Cookie', `parley_link=${visitor.cookies['parley_link']}`);

test('a new user of the provider gets an account, and the same one at the next sign-in', async () => {
  const first = await new Visitor(parley).signIn('/r/abc-defg-hij?x=1');
  expect(first).toMatchObject({ status: 303, path: '/r/abc-defg-hij?x=1' });
  const { user } = await sessionOf(first);
  expect(user).toMatchObject({ email: provider.user?.email, displayName: 'Ana' });
  // The provider may know the user by another address later.
  provider.user = { ...someone(), ...provider.user, email: 'new@example.org', name: 'Ana B.' };
  const again = await sessionOf(await new Visitor(parley).signIn());
  expect(again.user).toEqual(user);
  await parley.api
    .post('/api/auth/login')
    .send({ email: user.email, password: 'some password' })
    .expect(401);
});

test('simultaneous first sign-ins of one user create one account', async () => {
  const before = await users();
  const landings = await Promise.all([1, 2, 3].map(() => new Visitor(parley).signIn()));
  const sessions = await Promise.all(landings.map(sessionOf));
  expect(new Set(sessions.map(({ user }) => user.id)).size).toBe(1);
  expect(await users()).toBe(before + 1);
});

test('S04: an existing account is linked only after its user has signed in to it', async () => {
  const ana = await parley.register('Ana');
  provider.user = someone({ email: ana.user.email.toUpperCase() });
  const visitor = new Visitor(parley);
  const landing = await visitor.signIn('/history');
  expect(landing.path).toBe('/login?next=%2Fhistory&openid=link');
  expect(landing.cookies['parley_rt']).toBeUndefined();
  const ben = await parley.register('Ben');
  const stolen = await link(visitor, ben).expect(401);
  expect(stolen.body.error.code).toBe('CHALLENGE_EXPIRED');
  await link(visitor, ana).expect(401);

  await visitor.signIn('/history');
  await link(visitor, ana).expect(204);
  await link(visitor, ana).expect(401);
  expect((await sessionOf(await new Visitor(parley).signIn())).user.id).toBe(ana.user.id);
});

test('S04: an address that the provider has not verified links nothing and is not taken', async () => {
  const ana = await parley.register('Ana');
  for (const more of [{ email_verified: false }, { email_verified: undefined }]) {
    provider.user = someone({ email: ana.user.email, ...more });
    const landing = await new Visitor(parley).signIn();
    expect(landing.path).toBe('/');
    const { user } = await sessionOf(landing);
    expect(user.id).not.toBe(ana.user.id);
    expect(user.email).toBe('');
  }
  provider.user = someone({ email: undefined, name: undefined });
  const nameless = await sessionOf(await new Visitor(parley).signIn());
  expect(nameless.user).toMatchObject({ email: '', displayName: 'New user' });
});

test('a user who does not know the account with their address goes on with a new one', async () => {
  const taken = await parley.register('Ana');
  provider.user = someone({ email: taken.user.email });
  const visitor = new Visitor(parley);
  await visitor.signIn();
  const create = () =>
    parley.api
      .post('/api/openid/account')
      .set('Cookie', `parley_link=${visitor.cookies['parley_link']}`);
  const { body } = await create().expect(201);
  expect(body.user).toMatchObject({ email: '', displayName: 'Ana' });
  await create().expect(401);
  expect((await sessionOf(await new Visitor(parley).signIn())).user.id).toBe(body.user.id);
});

test('an answer with another state or from another browser is refused', async () => {
  const visitor = new Visitor(parley);
  const before = await users();
  const callback = await visitor.signInAt(await visitor.start('/history'));
  const elsewhere = await new Visitor(parley).land(new URL(callback));
  expect(elsewhere.path).toMatch(/^\/login\?problem=expired&code=[0-9a-f-]{36}$/);
  const forged = new URL(callback);
  forged.searchParams.set('state', 'another');
  const landing = await visitor.land(forged);
  expect(landing.path).toMatch(/^\/login\?next=%2Fhistory&problem=answer&code=/);
  // The attempt is over, even with the right state.
  expect((await visitor.land(callback)).path).toContain('problem=expired');
  expect(await users()).toBe(before);
});

test('an answer with another nonce is refused', async () => {
  const visitor = new Visitor(parley);
  const address = await visitor.start();
  address.searchParams.set('nonce', 'another');
  const landing = await visitor.land(await visitor.signInAt(address));
  expect(landing.path).toContain('problem=answer');
  expect(landing.cookies['parley_rt']).toBeUndefined();
});

test('a code works once, and only with the secret of its visit', async () => {
  const visitor = new Visitor(parley);
  const callback = await visitor.signInAt(await visitor.start());
  const thief = new Visitor(parley);
  const own = await thief.start();
  const replayed = new URL(callback);
  replayed.searchParams.set('state', own.searchParams.get('state') ?? '');
  expect((await thief.land(replayed)).path).toContain('problem=answer');

  const good = new Visitor(parley);
  const used = await good.signInAt(await good.start());
  expect((await good.land(used)).path).toBe('/');
  expect((await good.land(used)).path).toContain('problem=expired');
});

test('a refusal at the provider, a late answer and a page that was made up are explained', async () => {
  provider.user = null;
  expect((await new Visitor(parley).signIn()).path).toContain('problem=denied');
  provider.user = someone();
  const visitor = new Visitor(parley);
  const callback = await visitor.signInAt(await visitor.start());
  clock += 11 * 60_000;
  expect((await visitor.land(callback)).path).toContain('problem=expired');
  for (const query of ['', '?code=', '?code=x&state=y', '?error=%00&state[]=1', '?%zz']) {
    const fresh = new Visitor(parley);
    await fresh.start();
    const { status, path } = await fresh.land(new URL(`/api/openid/callback${query}`, parley.url));
    expect([status, path.startsWith('/login?problem=')]).toEqual([303, true]);
  }
});

test('a disabled account is refused after the provider as well', async () => {
  const { user } = await sessionOf(await new Visitor(parley).signIn());
  await parley.connection
    .collection('users')
    .updateOne({ emailKey: user.email }, { $set: { disabledAt: new Date() } });
  const landing = await new Visitor(parley).signIn();
  expect(landing.path).toMatch(/^\/login\?problem=refused&code=/);
  expect(landing.cookies['parley_rt']).toBeUndefined();
});

test('the page to open in the end is always one of our own', async () => {
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', '/login']) {
    await parley.api.post('/api/openid/start').send({ next }).expect(400);
  }
  await parley.api
    .post('/api/openid/start')
    .set('Origin', 'https://evil.example')
    .send({})
    .expect(403);
});

test('the cookie of a visit is HttpOnly and Lax, and ends with it', async () => {
  const start = await parley.api.post('/api/openid/start').send({}).expect(200);
  const [cookie] = start.headers['set-cookie'] as unknown as string[];
  expect(cookie).toMatch(/^parley_openid=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  const { searchParams } = new URL(start.body.url);
  expect(searchParams.get('code_challenge_method')).toBe('S256');
  expect((await new Visitor(parley).signIn()).cookies['parley_openid']).toBeUndefined();
});

test('an account with a second factor needs it after the provider as well', async () => {
  const first = await new Visitor(parley).signIn();
  const bearer = bearerOf(await sessionOf(first));
  const post = (path: string, body?: object) =>
    parley.api.post(`/api${path}`).set('Authorization', bearer).send(body);
  const { body } = await post('/users/me/second-factor/totp').expect(201);
  const codeAt = (time: number) =>
    TOTP.generate({ secret: Secret.fromBase32(body.secret), timestamp: time });
  const code = codeAt(Date.now() + clock);
  await post('/users/me/second-factor/totp/confirm', { code }).expect(200);

  const second = await new Visitor(parley).signIn('/history');
  expect(second.cookies['parley_rt']).toBeUndefined();
  const page = new URL(second.path, parley.url);
  expect([page.pathname, page.search]).toEqual(['/login', '?next=%2Fhistory']);
  const fragment = new URLSearchParams(page.hash.slice(1));
  expect(fragment.get('methods')).toBe('totp recovery');
  clock += 30_000;
  await parley.api
    .post('/api/auth/second-factor')
    .send({
      challenge: fragment.get('challenge'),
      proof: { method: 'totp', code: codeAt(Date.now() + clock) },
    })
    .expect(200);
});

test('an account without a password proves who its user is at the provider', async () => {
  const landing = await new Visitor(parley).signIn();
  clock += 11 * 60_000;
  const session = await sessionOf(landing);
  const startTotp = () =>
    parley.api.post('/api/users/me/second-factor/totp').set('Authorization', bearerOf(session));
  await startTotp().expect(403);
  const { body } = await parley.api
    .get('/api/users/me/second-factor')
    .set('Authorization', bearerOf(session));
  expect(body.secondFactor).toMatchObject({ hasPassword: false, proofMethods: ['openid'] });

  const other = provider.user;
  provider.user = someone();
  const stranger = new Visitor(parley);
  const wrong = await stranger.start('/settings', bearerOf(session));
  expect((await stranger.land(await stranger.signInAt(wrong))).path).toContain('problem=denied');
  await startTotp().expect(403);

  provider.user = other;
  const visitor = new Visitor(parley);
  const address = await visitor.start('/settings', bearerOf(session));
  expect(address.searchParams.get('prompt')).toBe('login');
  expect((await visitor.land(await visitor.signInAt(address))).path).toBe('/settings');
  await startTotp().expect(201);
});

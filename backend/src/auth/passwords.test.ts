import { randomUUID } from 'node:crypto';
import bcrypt from 'bcrypt';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createScheduledApp, type ScheduledApp } from '../platform/testing/scheduled-app';
import { type TestUser } from '../platform/testing/test-app';

let parley: ScheduledApp;
beforeAll(async () => {
  parley = await createScheduledApp({
    bcryptCost: 4,
    env: { RATE_LIMIT_FACTOR: '1', TRUST_PROXY: '1' },
  });
});
afterAll(() => parley.close());

/** Every test has addresses of its own. */
let network = 0;
beforeEach(() => (network += 1));
const from = (host: number) => `198.51.${network}.${host}`;

interface Login {
  email: string;
  password: string;
  address?: string;
  cookie?: string;
}
const login = ({ email, password, address = from(1), cookie = '' }: Login) =>
  parley.api
    .post('/api/auth/login')
    .set('X-Forwarded-For', address)
    .set('Cookie', cookie)
    .send({ email, password });
const guess = (ana: TestUser, address = from(66)) =>
  login({ email: ana.user.email, password: `wrong ${randomUUID()}`, address });
const signIn = ({ user, password }: TestUser, more: Partial<Login> = {}) =>
  login({ email: user.email, password, ...more });

/** The device cookie that a sign-in sets. */
function deviceOf(answer: { headers: Record<string, unknown> }): string {
  const cookies = answer.headers['set-cookie'] as string[];
  return cookies.find((cookie) => cookie.startsWith('parley_device='))?.split(';')[0] ?? '';
}

test('after a few wrong passwords each further one waits longer, and then one guess is possible', async () => {
  const ana = await parley.register('Ana');
  for (let attempt = 0; attempt < 6; attempt += 1) await guess(ana).expect(401);
  for (const seconds of [1, 2, 4]) {
    const { body, headers } = await guess(ana).expect(429);
    expect(body.error).toMatchObject({ code: 'RATE_LIMITED', retryAfter: seconds });
    expect(headers['retry-after']).toBe(String(seconds));
    await parley.scheduler.advance(seconds * 1000);
    await guess(ana).expect(401);
  }
});

test('S03: an attacker at one address does not keep the account from its user elsewhere', async () => {
  const ana = await parley.register('Ana');
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 30; attempt += 1) statuses.push((await guess(ana)).status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(6);
  await signIn(ana).expect(200);
});

test('S03: a device that signed in before is not slowed down by attackers at many addresses', async () => {
  const ana = await parley.register('Ana');
  const cookie = deviceOf(await signIn(ana).expect(200));
  for (let attempt = 0; attempt < 21; attempt += 1) {
    await guess(ana, from(100 + attempt)).expect(401);
  }
  const { body } = await signIn(ana, { address: from(2) }).expect(429);
  expect(body.error.retryAfter).toBeLessThanOrEqual(60);
  await signIn(ana, { address: from(2), cookie }).expect(200);
  // The user of an unknown device waits at most a minute.
  await parley.scheduler.advance(60_000);
  await signIn(ana, { address: from(3) }).expect(200);
});

test('wrong passwords on a known device are slowed down too', async () => {
  const ana = await parley.register('Ana');
  const cookie = deviceOf(await signIn(ana).expect(200));
  const wrong = { password: 'a wrong password', cookie };
  for (let attempt = 0; attempt < 6; attempt += 1) await signIn(ana, wrong).expect(401);
  await signIn(ana, { cookie }).expect(429);
  await signIn(ana).expect(200);
});

test('a device is known only for the accounts that signed in on it', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const ofBen = deviceOf(await signIn(ben).expect(200));
  const ofBoth = deviceOf(await signIn(ana, { cookie: ofBen }).expect(200));
  const forged = ofBen.replace(/\.[\w-]+$/, `.${'A'.repeat(22)}`);
  for (let attempt = 0; attempt < 21; attempt += 1) {
    await guess(ana, from(100 + attempt)).expect(401);
  }
  for (const cookie of [ofBen, forged]) await signIn(ana, { cookie }).expect(429);
  await signIn(ana, { cookie: ofBoth }).expect(200);
  await signIn(ben, { cookie: ofBoth }).expect(200);
});

test('fifty parallel wrong passwords get no further than serial ones', async () => {
  const ana = await parley.register('Ana');
  const compare = vi.spyOn(bcrypt, 'compare');
  const answers = await Promise.all(Array.from({ length: 50 }, () => guess(ana)));
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
  expect(statuses).toEqual([...Array(6).fill(401), ...Array(44).fill(429)]);
  // The hashes of the refused passwords are not compared, so a right one among them stays secret.
  expect(compare).toHaveBeenCalledTimes(6);
});

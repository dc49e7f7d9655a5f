import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, TestSocket, type TestApp } from '../platform/testing/test-app';

const password = 'correct horse battery staple';
const newAccount = (displayName = 'Ana') => ({
  email: `${randomUUID()}@example.org`,
  displayName,
  password,
});
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const statusesOf = async (requests: PromiseLike<{ status: number }>[]) =>
  (await Promise.all(requests)).map(({ status }) => status);

/** Requests of clients at an address, as a proxy forwards them. */
function clientAt(parley: TestApp, address: string) {
  const post = (path: string, body: object) =>
    parley.api.post(`/api/auth/${path}`).set('X-Forwarded-For', address).send(body);
  return {
    register: (body: object) => post('register', body),
    login: ({ email }: { email: string }) => post('login', { email, password }),
  };
}

describe('many users behind one address', () => {
  let parley: TestApp;
  beforeAll(async () => {
    parley = await createTestApp({ env: { RATE_LIMIT_FACTOR: '1', TRUST_PROXY: '1' } });
  });
  afterAll(() => parley.close());

  test('S01: correct sign-ins from one address do not delay sign-ins from another', async () => {
    const eve = clientAt(parley, '203.0.113.66');
    const ana = clientAt(parley, '203.0.113.1');
    const six = times(6, () => newAccount());
    for (const account of six) await eve.register(account).expect(201);
    const anaUser = newAccount();
    await ana.register(anaUser).expect(201);

    let answered = 0;
    const backlog = times(18, (index) =>
      eve.login(six[index % 6] ?? anaUser).then(({ status }) => {
        answered += 1;
        return status;
      }),
    );
    // The first answer shows that the others have arrived and wait.
    await Promise.race(backlog);
    await ana.login(anaUser).expect(200);
    await clientAt(parley, '203.0.113.2').register(newAccount('Ben')).expect(201);
    expect(answered).toBeLessThan(18);
    expect(new Set(await Promise.all(backlog))).toEqual(new Set([200]));
  });

  test('thirty-two users behind one address can register at the same time', async () => {
    const school = clientAt(parley, '198.51.100.40');
    const pupils = times(32, (index) => school.register(newAccount(`Pupil ${index}`)));
    expect(await statusesOf(pupils)).toEqual(Array(32).fill(201));
  });
});

describe('limits by account and by address', () => {
  let parley: TestApp;
  beforeAll(async () => {
    parley = await createTestApp({ env: { RATE_LIMIT_FACTOR: '0.1', TRUST_PROXY: '1' } });
  });
  afterAll(() => parley.close());

  test('right passwords are limited by account and address together', async () => {
    const [here, there] = [clientAt(parley, '192.0.2.1'), clientAt(parley, '192.0.2.2')];
    const ana = newAccount();
    await here.register(ana).expect(201);
    for (let attempt = 0; attempt < 3; attempt += 1) await here.login(ana).expect(200);
    const { body } = await here.login(ana).expect(429);
    expect(body.error).toMatchObject({ code: 'RATE_LIMITED', scope: 'account' });
    await there.login(ana).expect(200);
  });

  test('S02: wrong passwords are limited by address, regardless of the port that the proxy appends', async () => {
    const attempts = await statusesOf(
      times(12, (index) => clientAt(parley, `192.0.2.9:${50_000 + index}`).login(newAccount())),
    );
    expect(attempts.toSorted((a, b) => a - b)).toEqual([
      ...Array(7).fill(401),
      ...Array(5).fill(429),
    ]);
  });

  test('registrations with a taken email address are limited by address, and the error names the scope', async () => {
    const here = clientAt(parley, '192.0.2.3');
    const ana = newAccount();
    await here.register(ana).expect(201);
    for (let attempt = 0; attempt < 3; attempt += 1) await here.register(ana).expect(409);
    const { body } = await here.register(newAccount()).expect(429);
    expect(body.error).toMatchObject({ code: 'RATE_LIMITED', scope: 'address' });
    await clientAt(parley, '192.0.2.4').register(newAccount()).expect(201);
  });

  test('requests are limited by user, so that one user does not block others', async () => {
    const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
    const me = ({ bearer }: typeof ana) => parley.api.get('/api/users/me').set(...bearer);
    const answers = await statusesOf(times(130, () => me(ana)));
    expect(answers.filter((status) => status === 429)).toHaveLength(10);
    expect((await me(ana)).body.error.scope).toBe('account');
    await me(ben).expect(200);
  });

  test('handshakes without a valid token are limited by address, and handshakes with one are accepted', async () => {
    const ana = await parley.register('Ana');
    const codes: string[] = [];
    for (let attempt = 0; attempt < 13; attempt += 1) {
      await TestSocket.connect(parley.url, 'no token').catch((error: { data: { code: string } }) =>
        codes.push(error.data.code),
      );
    }
    expect(codes).toEqual([...Array(12).fill('UNAUTHENTICATED'), 'RATE_LIMITED']);
    (await parley.connect(ana)).close();
  });
});

import { Types } from 'mongoose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cookieOf, createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';
import { FaultyTcpProxy } from '../platform/testing/faulty-tcp-proxy';

let parley: TestApp;
let clock = 0;
const CUT_MS = 200_000;
const DAY_MS = 86_400_000;
const GRACE_MS = 10_000;
const PROVEN_GRACE_MS = 300_000;
/** The age of an access token at which a client refreshes it. */
const REFRESHED_AFTER_MS = 480_000;
const now = () => Date.now() + clock;
beforeAll(async () => {
  parley = await createTestApp({ now });
});
afterAll(() => parley.close());

const refresh = (cookie: string) => parley.api.post('/api/auth/refresh').set('Cookie', cookie);
/** Refreshes as a client with an access token, which may have expired. */
const refreshAs = ({ cookie, bearer }: Pick<TestUser, 'cookie' | 'bearer'>) =>
  refresh(cookie).set(...bearer);
const me = (token: string) =>
  parley.api.get('/api/users/me').set('Authorization', `Bearer ${token}`);

/** The server exchanges the cookie, and the network loses the response. */
async function loseRefresh({ cookie, user }: TestUser): Promise<void> {
  const proxy = await FaultyTcpProxy.start(parley.url);
  const client = new AbortController();
  proxy.swallowAnswers();
  const request = fetch(new URL('/api/auth/refresh', proxy.url), {
    method: 'POST',
    headers: { cookie },
    signal: client.signal,
  });
  const tokens = parley.connection.collection('sessions');
  const family = await tokens.findOne({ userId: new Types.ObjectId(user.id) });
  await vi.waitUntil(async () => {
    const exchanged = { family: family?.['family'], rotatedAt: { $ne: null } };
    return (await tokens.countDocuments(exchanged)) === 1;
  });
  client.abort();
  await expect(request).rejects.toThrow('aborted');
  await proxy.stop();
}

/** Holds the next exchange just before its session is stored. @returns a function that releases it */
function holdExchange(): Promise<() => void> {
  const Session = parley.connection.model('Session');
  const create = Session.create.bind(Session);
  return new Promise((resolve) => {
    vi.spyOn(Session, 'create').mockImplementationOnce(async (record: object) => {
      await new Promise<void>((release) => resolve(release));
      return create(record);
    });
  });
}

type Cookies = Record<'first' | 'current', string>;

const signOut = ({ current }: Cookies) =>
  parley.api.post('/api/auth/logout').set('Cookie', current).expect(204);

function showTheft({ first }: Cookies) {
  clock += GRACE_MS + 500;
  return refresh(first).expect(401);
}

test('the refresh cookie is exchanged at each use, and the new one works', async () => {
  const ana = await parley.register('Ana');
  const first = await refresh(ana.cookie).expect(200);
  expect(first.body.user).toEqual(ana.user);
  expect(cookieOf(first)).not.toBe(ana.cookie);
  await me(first.body.accessToken).expect(200);
  await refresh(cookieOf(first)).expect(200);
});

test('a refresh cookie used in parallel or after a lost response gives the same successor', async () => {
  const ana = await parley.register('Ana');
  const [one, two] = await Promise.all([refresh(ana.cookie), refresh(ana.cookie)]);
  const three = await refresh(ana.cookie);
  expect([one.status, two.status, three.status]).toEqual([200, 200, 200]);
  expect(new Set([one, two, three].map(cookieOf)).size).toBe(1);
});

test('F18: a refresh cookie whose response was lost is accepted again after the network is back', async () => {
  const ana = await parley.register('Ana');
  const socket = await parley.connect(ana);
  clock += REFRESHED_AFTER_MS;
  await loseRefresh(ana);
  clock += CUT_MS;
  const again = await refreshAs(ana).expect(200);
  expect(await socket.ask('session:refresh', { token: again.body.accessToken })).toEqual({});
  // A delayed request from before the outage gets the same cookie.
  clock += 60_000;
  expect(cookieOf(await refreshAs(ana).expect(200))).toBe(cookieOf(again));
  const later = await refresh(cookieOf(again)).expect(200);
  await me(later.body.accessToken).expect(200);
  expect(socket.events.map(({ event }) => event)).not.toContain('session:ended');
});

test('a refresh cookie that a thief has exchanged twice ends the session when its owner uses it', async () => {
  const ana = await parley.register('Ana');
  const socket = await parley.connect(ana);
  const thief = cookieOf(await refresh(ana.cookie).expect(200));
  clock += CUT_MS;
  await refresh(thief).expect(200);
  // Within the grace time, but the thief has used the successor of Ana's cookie.
  const reused = await refreshAs(ana).expect(401);
  expect(reused.body.error.code).toBe('SESSION_ENDED');
  await socket.next('session:ended');
  await refresh(thief).expect(401);
});

test('a refresh cookie used again after the grace time ends the session and its sockets', async () => {
  const ana = await parley.register('Ana');
  const socket = await parley.connect(ana);
  const rotated = await refresh(ana.cookie).expect(200);
  clock += PROVEN_GRACE_MS + 500;
  const reused = await refreshAs(ana).expect(401);
  expect(reused.body.error.code).toBe('SESSION_ENDED');
  await socket.next('session:ended');
  await refresh(cookieOf(rotated)).expect(401);
  expect((await me(rotated.body.accessToken).expect(401)).body.error.code).toBe('SESSION_ENDED');
});

test('F43: a stolen refresh cookie used after ten seconds without a token ends the session', async () => {
  for (const bearer of [undefined, (await parley.register('Eve')).bearer]) {
    const ana = await parley.register('Ana');
    const socket = await parley.connect(ana);
    const rotated = await refreshAs(ana).expect(200);
    clock += GRACE_MS + 500;
    const stolen = refresh(ana.cookie);
    await (bearer ? stolen.set(...bearer) : stolen).expect(401);
    await socket.next('session:ended');
    await refresh(cookieOf(rotated)).expect(401);
  }
});

test('a refresh cookie used again after its successor was used ends the session', async () => {
  const ana = await parley.register('Ana');
  const second = cookieOf(await refresh(ana.cookie).expect(200));
  const third = cookieOf(await refresh(second).expect(200));
  await refresh(ana.cookie).expect(401);
  await refresh(third).expect(401);
});

test('a refresh cookie expires after thirty days without use', async () => {
  const ana = await parley.register('Ana');
  const stored = await parley.connection
    .collection('sessions')
    .findOne({}, { sort: { createdAt: -1 } });
  const days = (stored?.['expiresAt'] - stored?.['createdAt']) / 86_400_000;
  expect(days).toBe(30);
  expect(JSON.stringify(stored)).not.toContain(ana.cookie.split('=')[1]);
});

test('a session that is used often ends ninety days after signing in', async () => {
  const ana = await parley.register('Ana');
  let cookie = ana.cookie;
  for (const days of [29, 29, 29]) {
    clock += days * DAY_MS;
    cookie = cookieOf(await refresh(cookie).expect(200));
  }
  clock += 3 * DAY_MS;
  await refresh(cookie).expect(401);
});

test('a session without a start time counts from the first known time', async () => {
  const tokens = parley.connection.collection('sessions');
  const signedInDaysAgo = async (days: number) => {
    const ana = await parley.register('Ana');
    const userId = new Types.ObjectId(ana.user.id);
    const createdAt = new Date(now() - days * DAY_MS);
    await tokens.updateOne({ userId }, { $unset: { startedAt: 1 }, $set: { createdAt } });
    return ana.cookie;
  };
  await refresh(await signedInDaysAgo(91)).expect(401);
  const cookie = cookieOf(await refresh(await signedInDaysAgo(89)).expect(200));
  clock += 2 * DAY_MS;
  await refresh(cookie).expect(401);
});

test('a refresh cookie is refused from a page of another origin', async () => {
  const ana = await parley.register('Ana');
  const { body } = await refresh(ana.cookie).set('Origin', 'https://evil.test').expect(403);
  expect(body.error.code).toBe('ORIGIN_FORBIDDEN');
  await refresh(ana.cookie).set('Origin', parley.url).expect(200);
});

test('a missing or invented refresh cookie gets 401', async () => {
  await parley.api.post('/api/auth/refresh').expect(401);
  await refresh(`parley_rt=${'A'.repeat(43)}`).expect(401);
  await refresh('parley_rt=%00%00').expect(401);
});

test.each([
  ['signs out', signOut],
  ['shows that it was stolen', showTheft],
])(
  'a refresh cookie that is exchanged while its owner %s does not revive the session',
  async (_how, end) => {
    const ana = await parley.register('Ana');
    const current = cookieOf(await refresh(ana.cookie).expect(200));
    const exchange = holdExchange();
    const answer = refresh(current).then(({ status }) => status);
    const release = await exchange;
    await end({ first: ana.cookie, current });
    release();
    expect(await answer).toBe(401);
    const userId = new Types.ObjectId(ana.user.id);
    expect(await parley.connection.collection('sessions').countDocuments({ userId })).toBe(0);
    const restarted = await createTestApp({ now, database: parley.database });
    await restarted.api
      .get('/api/users/me')
      .set(...ana.bearer)
      .expect(401);
    await restarted.close({ keepDatabase: true });
  },
);

import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  joinInput,
  type TestApp,
  type TestUser,
} from '../platform/testing/test-app';
import { becomeGuest, enterAs } from '../platform/testing/guests';

let parley: TestApp;
let ana: TestUser;
let later = 0;
beforeAll(async () => {
  parley = await createTestApp({ now: () => Date.now() + later });
  ana = await parley.register('Ana');
});
afterAll(() => parley.close());

const guests = () => parley.connection.collection('guests');
const refresh = (code: string, cookie: string) =>
  parley.api.post(`/api/rooms/${code}/guests/refresh`).set('Cookie', cookie);

test('a name makes a browser a guest of one room, with a cookie that scripts cannot read', async () => {
  const code = await makeRoom(parley, ana);
  const response = await enterAs(parley, code, ' Gus  ').expect(201);
  expect(response.body).toEqual({
    user: { id: expect.stringMatching(/^[0-9a-f]{24}$/), displayName: 'Gus', kind: 'guest' },
    accessToken: expect.any(String),
  });
  const [cookie = ''] = response.headers['set-cookie'] as unknown as string[];
  expect(cookie).toMatch(/^parley_guest_[a-z0-9]+=[\w-]{43};/);
  expect(cookie).toContain('HttpOnly');
  expect(cookie).toContain('SameSite=Strict');
  const stored = await guests().findOne({ displayName: 'Gus' });
  expect(stored?.['expiresAt']).toBeInstanceOf(Date);
  expect(JSON.stringify(stored)).not.toContain('127.0.0.1');
});

test('a guest joins, and all participants see that it is a guest', async () => {
  const code = await makeRoom(parley, ana);
  const host = await parley.connect(ana);
  await host.join(code);
  const gus = await becomeGuest(parley, code, 'Gus');
  const socket = await parley.connect(gus);
  const { self, participants } = await socket.join(code);
  expect(self).toMatchObject({ displayName: 'Gus', role: 'guest', isOwner: false });
  expect(participants).toMatchObject([{ displayName: 'Ana', role: 'owner' }]);
  const { participant } = await host.next('participant:joined');
  expect(participant).toMatchObject({ displayName: 'Gus', role: 'guest' });
  const { message } = await socket.ask('chat:send', { clientId: 'a'.repeat(16), text: 'Hello' });
  expect(message.sender).toMatchObject({ displayName: 'Gus', role: 'guest' });
});

test('a second name in the same browser renames the guest, also in the meeting', async () => {
  const code = await makeRoom(parley, ana);
  const host = await parley.connect(ana);
  await host.join(code);
  const gus = await becomeGuest(parley, code, 'Gus');
  await (await parley.connect(gus)).join(code);
  const again = await becomeGuest(parley, code, 'Gustav', gus.cookie);
  expect(again.user).toMatchObject({ id: gus.user.id, displayName: 'Gustav' });
  expect(await guests().countDocuments({ displayName: /^Gus/, roomId: await roomId(code) })).toBe(
    1,
  );
  const updated = await host.next(
    'participant:updated',
    ({ participant }) => participant.displayName === 'Gustav',
  );
  expect(updated.participant.role).toBe('guest');
});

async function roomId(code: string) {
  return (await parley.connection.collection('rooms').findOne({ code }))?._id;
}

test('a guest cookie is rotated; an old one that is used again ends the session', async () => {
  const code = await makeRoom(parley, ana);
  const gus = await becomeGuest(parley, code, 'Gus');
  const first = await refresh(code, gus.cookie).expect(200);
  expect(first.body.user).toEqual(gus.user);
  const [cookie = ''] = first.headers['set-cookie'] as unknown as string[];
  const second = await refresh(code, cookie.split(';')[0] ?? '').expect(200);
  later += 20_000;
  const stolen = await refresh(code, gus.cookie).expect(401);
  expect(stolen.body.error.code).toBe('SESSION_ENDED');
  expect(String(stolen.headers['set-cookie'])).toContain('Max-Age=0');
  const [latest = ''] = second.headers['set-cookie'] as unknown as string[];
  await refresh(code, latest.split(';')[0] ?? '').expect(401);
  later = 0;
});

test('a guest token of another room gets 401 on the socket and over REST', async () => {
  const [code, other] = [await makeRoom(parley, ana), await makeRoom(parley, ana)];
  const host = await parley.connect(ana);
  const { meeting } = await host.join(other);
  const gus = await becomeGuest(parley, code, 'Gus');
  const socket = await parley.connect(gus);
  for (const wrong of [other, 'no-such-room']) {
    expect(await socket.send('room:watch', { code: wrong })).toMatchObject({
      ok: false,
      error: { code: 'UNAUTHENTICATED' },
    });
    expect(await socket.send('meeting:join', joinInput(wrong))).toMatchObject({
      ok: false,
      error: { code: 'UNAUTHENTICATED' },
    });
  }
  for (const id of [meeting.id, 'f'.repeat(24)]) {
    await parley.api
      .get(`/api/meetings/${id}/messages`)
      .set(...gus.bearer)
      .expect(401);
  }
  await refresh(other, gus.cookie.replace(/^[^=]+/, await cookieName(other))).expect(401);
});

async function cookieName(code: string): Promise<string> {
  return `parley_guest_${code.replaceAll('-', '')}`;
}

test('an expired guest token gets TOKEN_EXPIRED, and the cookie gets a new one', async () => {
  const code = await makeRoom(parley, ana);
  const gus = await becomeGuest(parley, code, 'Gus');
  later = 11 * 60_000;
  const { body } = await parley.api
    .get(`/api/meetings/${'f'.repeat(24)}/messages`)
    .set(...gus.bearer)
    .expect(401);
  expect(body.error.code).toBe('TOKEN_EXPIRED');
  const fresh = await refresh(code, gus.cookie).expect(200);
  expect(fresh.body.user.id).toBe(gus.user.id);
  later = 0;
});

test('a guest reads the chat while in the meeting, and leaves it by a request', async () => {
  const code = await makeRoom(parley, ana);
  const host = await parley.connect(ana);
  const { meeting } = await host.join(code);
  const gus = await becomeGuest(parley, code, 'Gus');
  const messages = () => parley.api.get(`/api/meetings/${meeting.id}/messages`).set(...gus.bearer);
  await messages().expect(403);
  const socket = await parley.connect(gus);
  const { self } = await socket.join(code);
  await messages().expect(200);
  expect((await socket.ask('ice:refresh', {})).iceServers).toEqual([]);
  await parley.api
    .post(`/api/meetings/${meeting.id}/leave`)
    .set(...gus.bearer)
    .send({ instanceId: self.instanceId })
    .expect(204);
  await host.next('participant:left', ({ id }) => id === self.id);
  await messages().expect(403);
});

test('the entry of a room shows how it may be entered, and nothing else', async () => {
  const code = await makeRoom(parley, ana, { name: 'Secret plans', access: 'guests_wait' });
  const { body } = await parley.api.get(`/api/rooms/${code}/entry`).expect(200);
  expect(body).toEqual({ access: 'guests_wait', guests: true, hasPassword: false });
  await parley.api.get('/api/rooms/no-such-room/entry').expect(404);
});

test('a room for accounts has no guests', async () => {
  const code = await makeRoom(parley, ana, { access: 'accounts' });
  const { body } = await parley.api.get(`/api/rooms/${code}/entry`).expect(200);
  expect(body).toMatchObject({ access: 'accounts', guests: false });
  const refused = await enterAs(parley, code, 'Gus').expect(403);
  expect(refused.body.error.code).toBe('ACCOUNT_REQUIRED');
  expect(refused.headers['set-cookie']).toBeUndefined();
});

test('a page of another origin cannot make its visitor a guest', async () => {
  const code = await makeRoom(parley, ana);
  const refused = await enterAs(parley, code, 'Gus')
    .set('Origin', 'https://evil.example')
    .expect(403);
  expect(refused.body.error.code).toBe('ORIGIN_FORBIDDEN');
});

test('a browser keeps ten guest cookies; the oldest is deleted for an eleventh', async () => {
  const cookies: string[] = [];
  for (let number = 0; number < 10; number += 1) {
    cookies.push((await becomeGuest(parley, await makeRoom(parley, ana), 'Gus')).cookie);
  }
  const next = await enterAs(parley, await makeRoom(parley, ana), 'Gus')
    .set('Cookie', cookies.join('; '))
    .expect(201);
  const set = next.headers['set-cookie'] as unknown as string[];
  expect(set).toHaveLength(2);
  expect(set[0]).toMatch(new RegExp(`^${cookies[0]?.split('=')[0]}=; Max-Age=0`));
});

test('the operator turns guests off', async () => {
  const closed = await createTestApp({ env: { GUESTS: 'off' } });
  try {
    const owner = await closed.register('Olga');
    const code = await makeRoom(closed, owner);
    const { body } = await closed.api.get(`/api/rooms/${code}/entry`).expect(200);
    expect(body).toMatchObject({ access: 'link', guests: false });
    await enterAs(closed, code, 'Gus').expect(403);
  } finally {
    await closed.close();
  }
});

test('new guests and wrong codes are limited by address', async () => {
  const small = await createTestApp({ env: { RATE_LIMIT_FACTOR: '0.1', TRUST_PROXY: '1' } });
  try {
    const owner = await small.register('Olga');
    const code = await makeRoom(small, owner);
    const from = (address: string) => (request: ReturnType<typeof enterAs>) =>
      request.set('X-Forwarded-For', address);
    const [here, there] = [from('192.0.2.1'), from('192.0.2.2')];
    for (let number = 0; number < 20; number += 1)
      await here(enterAs(small, code, 'Gus')).expect(201);
    const refused = await here(enterAs(small, code, 'Gus')).expect(429);
    expect(refused.body.error).toMatchObject({ code: 'RATE_LIMITED', scope: 'address' });
    await there(enterAs(small, code, 'Gus')).expect(201);
    const entry = (guess: string) =>
      small.api.get(`/api/rooms/${guess}/entry`).set('X-Forwarded-For', '192.0.2.3');
    for (let guess = 0; guess < 3; guess += 1) await entry(`wrong-${guess}`).expect(404);
    await entry('wrong-again').expect(429);
    await entry(code).expect(429);
  } finally {
    await small.close();
  }
});

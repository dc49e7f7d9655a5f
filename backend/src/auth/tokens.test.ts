import { createHmac } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, TestSocket, type TestApp } from '../platform/testing/test-app';

let parley: TestApp;
beforeAll(async () => {
  parley = await createTestApp();
});
afterAll(() => parley.close());

const refresh = (cookie: string) => parley.api.post('/api/auth/refresh').set('Cookie', cookie);
const me = (token: string) =>
  parley.api.get('/api/users/me').set('Authorization', `Bearer ${token}`);

const secret = 'unit-tests-only-0123456789-abcdefghij-A';
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A valid token, except for the claims, the key and the header that a test changes. */
function tokenWith(claims: object, { key = secret, header = { alg: 'HS256' } } = {}): string {
  const seconds = Math.floor(Date.now() / 1000);
  const valid = { iss: 'parley', aud: 'parley:api', typ: 'access', sid: 'x', sub: 'a'.repeat(24) };
  const body = `${encode(header)}.${encode({ ...valid, iat: seconds, exp: seconds + 600, ...claims })}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

const claimsOf = (token: string) => jwt.decode(token) as Record<string, string>;
const forgeries: [string, string, (valid: string) => string][] = [
  [
    'without signature (alg none)',
    'UNAUTHENTICATED',
    (valid) => `${encode({ alg: 'none' })}.${valid.split('.')[1]}.`,
  ],
  [
    'that claims alg none but is signed',
    'UNAUTHENTICATED',
    (valid) => tokenWith(claimsOf(valid), { header: { alg: 'none' } }),
  ],
  [
    'for another audience',
    'UNAUTHENTICATED',
    (valid) => tokenWith({ ...claimsOf(valid), aud: 'other' }),
  ],
  [
    'of another issuer',
    'UNAUTHENTICATED',
    (valid) => tokenWith({ ...claimsOf(valid), iss: 'other' }),
  ],
  [
    'of another kind',
    'UNAUTHENTICATED',
    (valid) => tokenWith({ ...claimsOf(valid), typ: 'refresh' }),
  ],
  ['that has expired', 'TOKEN_EXPIRED', (valid) => tokenWith({ ...claimsOf(valid), exp: 1e9 })],
  [
    'without an expiry',
    'UNAUTHENTICATED',
    (valid) => tokenWith({ ...claimsOf(valid), exp: undefined }),
  ],
  [
    'signed with a foreign secret',
    'UNAUTHENTICATED',
    (valid) => tokenWith(claimsOf(valid), { key: 'another-secret-0123456789-0123456789' }),
  ],
  [
    'with one bit flipped',
    'UNAUTHENTICATED',
    (valid) => {
      const [head, body, signature = ''] = valid.split('.');
      return `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    },
  ],
  ['of a session that never existed', 'SESSION_ENDED', () => tokenWith({})],
  ['that is not a JWT', 'UNAUTHENTICATED', () => 'hello'],
  ['that is empty', 'UNAUTHENTICATED', () => ''],
];

test.each(forgeries)(
  'a token %s gets %s from REST and from the socket server',
  async (_kind, code, forge) => {
    const ana = await parley.register('Ana');
    const token = forge(ana.accessToken);
    expect((await me(token).expect(401)).body.error.code).toBe(code);
    await expect(TestSocket.connect(parley.url, token)).rejects.toMatchObject({ data: { code } });
  },
);

test('a token that the test signs with valid claims is accepted', async () => {
  const ana = await parley.register('Ana');
  const token = tokenWith(claimsOf(ana.accessToken));
  await me(token).expect(200);
  (await TestSocket.connect(parley.url, token)).close();
});

test('a token of a megabyte is refused, and the server continues to answer', async () => {
  const huge = 'x'.repeat(1_000_000);
  await me(huge).then(
    ({ status }) => expect(status).toBe(431),
    (error: unknown) => expect(String(error)).toMatch(/ECONNRESET|EPIPE|socket hang up/),
  );
  const socket = io(parley.url, {
    transports: ['websocket'],
    auth: { token: huge },
    reconnection: false,
    forceNew: true,
  });
  // The server does not read a frame of this size and closes the connection without an answer.
  await new Promise((resolve) => socket.io.once('close', resolve));
  expect(socket.connected).toBe(false);
  const ana = await parley.register('Ana');
  await me(ana.accessToken).expect(200);
});

test.each([undefined, null, 7, { $ne: null }, ['x']])(
  'a handshake with the token %j is refused',
  async (token) => {
    await expect(TestSocket.connect(parley.url, token)).rejects.toMatchObject({
      data: { code: 'UNAUTHENTICATED' },
    });
  },
);
test('a socket accepts only tokens of its own session', async () => {
  const ana = await parley.register('Ana');
  const ben = await parley.register('Ben');
  const socket = await parley.connect(ana);
  const { body } = await refresh(ana.cookie).expect(200);
  expect(await socket.ask('session:refresh', { token: body.accessToken })).toEqual({});
  expect(await socket.send('session:refresh', { token: ben.accessToken })).toMatchObject({
    ok: false,
    error: { code: 'UNAUTHENTICATED' },
  });
});

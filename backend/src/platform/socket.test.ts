import { needsSeat } from '@parley/shared/policy';
import { randomUUID } from 'node:crypto';
import { socketCommands, type CommandName } from '@parley/shared/socket-events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from './testing/rest';
import {
  createTestApp,
  TestSocket,
  unhandledRejections,
  type TestApp,
  type TestUser,
} from './testing/test-app';

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
let eve: TestUser;
/** Ana and Ben are in a meeting during all tests; Eve is in another one. */
let a: TestSocket;
let b: TestSocket;
let e: TestSocket;
let anasId: string;
let anasInstance: string;

beforeAll(async () => {
  // Ten times the usual rates: the tests stay below them, and the flood exceeds them.
  parley = await createTestApp({ env: { RATE_LIMIT_FACTOR: '10' } });
  [ana, ben, eve] = [
    await parley.register('Ana'),
    await parley.register('Ben'),
    await parley.register('Eve'),
  ];
  [a, b, e] = [await parley.connect(ana), await parley.connect(ben), await parley.connect(eve)];
  const code = await makeRoom(parley, ana);
  ({ id: anasId, instanceId: anasInstance } = (await a.join(code)).self);
  await b.join(code);
  await e.join(await makeRoom(parley, eve));
});
afterAll(() => parley.close());

/** Checks that the meeting of Ana and Ben is not disturbed. */
async function bystandersChat(): Promise<void> {
  const text = `still here ${randomUUID()}`;
  await a.ask('chat:send', { clientId: randomUUID(), text });
  await b.next('chat:sent', ({ message }) => message.text === text);
  expect(unhandledRejections).toEqual([]);
}

const raw = (socket: TestSocket, event: string, ...rest: unknown[]) =>
  socket.socket.timeout(5_000).emitWithAck(event, ...rest) as Promise<unknown>;

const signal = () => ({
  to: anasId,
  toInstance: anasInstance,
  epoch: 0,
  candidate: { candidate: 'candidate:x' },
});

const samples: Partial<Record<CommandName, () => unknown>> = {
  'meeting:leave': () => ({}),
  'participant:update': () => ({ hand: true }),
  'signal:send': signal,
  'chat:send': () => ({ clientId: randomUUID(), text: 'let me in' }),
  'chat:sync': () => ({ afterSeq: 0 }),
  'participant:mute': () => ({ id: '0'.repeat(24) }),
  'participant:ask-to-unmute': () => ({ id: '0'.repeat(24) }),
  'participant:stop-camera': () => ({ id: '0'.repeat(24) }),
  'participant:stop-share': () => ({ id: '0'.repeat(24) }),
  'participant:remove': () => ({ id: '0'.repeat(24) }),
  'participant:promote': () => ({ id: '0'.repeat(24) }),
  'participant:demote': () => ({ id: '0'.repeat(24) }),
  'meeting:mute-all': () => ({ mayUnmute: true }),
  'meeting:set-controls': () => ({ isLocked: true }),
  'meeting:end-for-all': () => ({}),
  'limitation:report': () => ({ by: 'cpu' }),
  'connection:report': () => ({
    minutes: [
      {
        minute: 0,
        uplinkLoss: 1,
        downlinkLoss: 2,
        rttMs: 40,
        isRelayed: false,
        limitation: 'none',
      },
    ],
  }),
  'move:confirm': () => ({ gen: 1, step: 'proved' }),
  'move:fail': () => ({ gen: 1, reason: 'no_media' }),
  'sfu:refresh': () => ({ gen: 1 }),
};
const memberCommands = (Object.keys(socketCommands) as CommandName[]).filter(needsSeat);

test.each(memberCommands)('%s is refused to a client that is in no meeting', async (command) => {
  const outsider = await parley.connect(eve);
  const sample = samples[command];
  if (sample === undefined) throw new Error(`add a sample for the new command: ${command}`);
  expect(await raw(outsider, command, sample())).toMatchObject({
    ok: false,
    error: { code: 'NOT_A_MEMBER' },
  });
  outsider.close();
});

test('a signal to a participant of another meeting is refused and not delivered', async () => {
  a.events.length = 0;
  expect(await raw(e, 'signal:send', signal())).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  await bystandersChat();
  expect(a.events.filter(({ event }) => event === 'signal:received')).toEqual([]);
});

test('a signal to a replaced instance is refused', async () => {
  expect(await raw(b, 'signal:send', { ...signal(), toInstance: randomUUID() })).toMatchObject({
    error: { code: 'NOT_A_MEMBER' },
  });
});

test('the server sets the sender of a signal, and refuses a signal that names its sender', async () => {
  expect(await raw(b, 'signal:send', { ...signal(), from: anasId })).toMatchObject({
    error: { code: 'VALIDATION_FAILED', details: [{ field: 'from' }] },
  });
  await raw(b, 'signal:send', signal());
  const received = await a.next('signal:received');
  expect(received.from).not.toBe(anasId);
  expect(received).toEqual({
    from: expect.stringMatching(/^[0-9a-f]{24}$/),
    fromInstance: expect.any(String),
    epoch: 0,
    candidate: { candidate: 'candidate:x' },
  });
});

const clientId = 'a-client-id-of-16-characters';
test.each<[string, unknown, string]>([
  ['chat:send', { clientId }, 'text'],
  ['chat:send', { clientId, text: 7 }, 'text'],
  ['chat:send', { clientId, text: { $ne: null } }, 'text'],
  ['chat:send', { clientId, text: 'x'.repeat(4_001) }, 'text'],
  ['chat:send', { clientId, text: 'hi', seq: 1 }, 'seq'],
  ['chat:send', { clientId: { $gt: '' }, text: 'hi' }, 'clientId'],
  [
    'chat:send',
    JSON.parse(`{"clientId":"${clientId}","text":"x","__proto__":{"a":1}}`),
    '__proto__',
  ],
  ['chat:send', null, 'body'],
  ['chat:send', ['text'], 'body'],
  ['chat:sync', { afterSeq: -1 }, 'afterSeq'],
  ['participant:update', {}, 'body'],
  ['participant:update', { camera: 'yes' }, 'camera'],
  ['meeting:join', { code: 'abc' }, 'instanceId'],
  ['room:watch', { code: { $ne: null } }, 'code'],
  ['join:report', { warm: true, peers: 1, firstFrame: '87' }, 'firstFrame'],
  ['join:report', { warm: true, peers: 1, ack: -1 }, 'ack'],
  ['join:report', { warm: true, peers: 1, track: 600_001 }, 'track'],
  ['join:report', { warm: true, peers: 1, connected: null }, 'connected'],
  ['join:report', { warm: 'yes', peers: 1 }, 'warm'],
  ['join:report', { warm: true, peers: 'Ana' }, 'peers'],
  ['join:report', { warm: true, peers: 1, name: 'Ana' }, 'name'],
  ['ice:report', { direct: -1, relay: 0, timedOut: 0, lost: 0 }, 'direct'],
  ['ice:report', { direct: 0, relay: 1_001, timedOut: 0, lost: 0 }, 'relay'],
  ['ice:refresh', { userId: 'another-user' }, 'userId'],
  ['sfu:check', { room: 'another-room' }, 'room'],
  ['session:refresh', { token: { $ne: null } }, 'token'],
])(
  'the command %s with %j is refused, and the error names the field %3$s',
  async (event, payload, field) => {
    const before = await parley.connection.collection('messages').countDocuments();
    const answer = (await raw(a, event, payload)) as {
      ok: boolean;
      error: { code: string; details: { field: string }[] };
    };
    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
    expect(answer.error.details.map((detail) => detail.field)).toContain(field);
    expect(await parley.connection.collection('messages').countDocuments()).toBe(before);
  },
);

test.each([
  'unknown:event',
  '__proto__',
  'constructor',
  'toString',
  'session:ended',
  'participant:joined',
])('the event %s gets UNKNOWN_EVENT', async (event) => {
  expect(await raw(a, event, {})).toMatchObject({ error: { code: 'UNKNOWN_EVENT' } });
});

test('a command without a payload gets an ack', async () => {
  expect(await raw(a, 'chat:sync')).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
});

test('a command without an ack function does not disturb other clients', async () => {
  a.socket.emit('chat:send', { text: 'no ack' });
  a.socket.emit('chat:sync', { afterSeq: 0 }, 'not a function');
  a.socket.emit('meeting:leave');
  await bystandersChat();
});

test('a frame of a megabyte closes only its sender', async () => {
  const sender = await parley.connect(eve);
  const cut = new Promise((resolve) => sender.socket.once('disconnect', resolve));
  sender.socket.emit('chat:send', { clientId, text: 'x'.repeat(1_000_000) });
  await cut;
  await bystandersChat();
});

test('REST refuses malformed, large and non-JSON bodies with an API error', async () => {
  const post = (type: string, body: string) =>
    parley.api.post('/api/auth/login').set('Content-Type', type).send(body);
  const answers = await Promise.all([
    post('application/json', '{"email":'),
    post('application/json', '"text"'),
    post('application/json', JSON.stringify({ email: 'x'.repeat(1_000_000) })),
    post('text/plain', 'hello'),
    post('application/json', '{"email":{"$ne":null},"password":{"$ne":null}}'),
    post('application/json', '{"email":"a@b.cd","password":"x","__proto__":{"admin":true}}'),
  ]);
  expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual([
    [400, 'MALFORMED_BODY'],
    [400, 'MALFORMED_BODY'],
    [413, 'PAYLOAD_TOO_LARGE'],
    [415, 'UNSUPPORTED_MEDIA_TYPE'],
    [400, 'VALIDATION_FAILED'],
    [400, 'VALIDATION_FAILED'],
  ]);
  await parley.api
    .get('/api/rooms/%zz')
    .set(...ana.bearer)
    .expect(404);
  await parley.api.get('/api/nothing/here').expect(404);
  await bystandersChat();
});
test('a user who floods gets RATE_LIMITED and is then disconnected, and other users are not disturbed', async () => {
  const mallory = await parley.register('Mallory');
  const flooder = await parley.connect(mallory);
  const cut = new Promise((resolve) => flooder.socket.once('disconnect', resolve));
  const codes = new Set<string | undefined>();
  for (let index = 0; index < 600; index += 1) {
    flooder.socket.emit('chat:sync', { afterSeq: 0 }, (answer: { error?: { code: string } }) =>
      codes.add(answer.error?.code),
    );
  }
  await cut;
  expect(codes).toContain('RATE_LIMITED');
  await expect(parley.connect(mallory)).rejects.toMatchObject({ data: { code: 'RATE_LIMITED' } });
  await bystandersChat();
});

const connectFrom = (origin: string) =>
  TestSocket.connect(parley.url, eve.accessToken, { extraHeaders: { Origin: origin } });

test.each(['https://evil.test', 'null'])(
  'a handshake from the origin %s is refused',
  async (origin) => {
    await expect(connectFrom(origin)).rejects.toThrow();
  },
);

test("a handshake from the server's own origin is accepted", async () => {
  (await connectFrom(parley.url)).close();
});

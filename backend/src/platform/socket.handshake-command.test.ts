import { randomBytes } from 'node:crypto';
import type { EventPayload } from '@parley/shared/socket-events';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeRoom } from './testing/rest';
import { createTestApp, type TestApp, type TestUser } from './testing/test-app';

let parley: TestApp;
let ana: TestUser;
let code: string;
const opened: Socket[] = [];

beforeAll(async () => {
  parley = await createTestApp();
  ana = await parley.register('Ana');
  code = await makeRoom(parley, ana);
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.disconnect();
});
afterAll(() => parley.close());

/** Connects with a command in the handshake and sends nothing else. */
function connectWith(first: unknown): Promise<EventPayload<'handshake:ack'>> {
  const socket = io(parley.url, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token: ana.accessToken, first },
  });
  opened.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('handshake:ack', resolve);
    socket.on('connect_error', reject);
  });
}

const instanceId = () => randomBytes(16).toString('hex');
const media = { microphone: true, camera: true, screen: false, hand: false };

test('a handshake command gets its ack as an event', async () => {
  const watched = await connectWith({
    command: 'room:watch',
    payload: { code, instanceId: instanceId() },
  });
  expect(watched).toMatchObject({ ok: true, data: { presence: { people: [] } } });
  const joined = await connectWith({
    command: 'meeting:join',
    payload: { code, instanceId: instanceId(), media, offers: [] },
  });
  expect(joined).toMatchObject({ ok: true, data: { self: { displayName: 'Ana' } } });
});

test('a handshake command has the schema and the refusals of the command', async () => {
  await expect(connectWith({ command: 'room:watch', payload: { code: 7 } })).resolves.toMatchObject(
    { ok: false, error: { code: 'VALIDATION_FAILED' } },
  );
  await expect(
    connectWith({ command: 'room:watch', payload: { code: 'no-such-room-here' } }),
  ).resolves.toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
});

test.each([
  { command: 'meeting:leave', payload: {} },
  { command: '__proto__', payload: {} },
  { command: 'room:watch', payload: {}, more: 1 },
  'room:watch',
])('the handshake command %j is refused', async (first) => {
  await expect(connectWith(first)).rejects.toMatchObject({ data: { code: 'UNAUTHENTICATED' } });
});

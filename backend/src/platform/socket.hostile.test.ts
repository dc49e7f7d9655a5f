import type { EventPayload } from '@parley/shared/socket-events';
import { randomUUID } from 'node:crypto';
import { Manager } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualScheduler } from './testing/manual-scheduler';
import { makeRoom } from './testing/rest';
import {
  createTestApp,
  unhandledRejections,
  type TestApp,
  type TestSocket,
  type TestUser,
} from './testing/test-app';

const MAX_FRAME = 64 * 1024;
const CRASH_LEASE_MS = 1_000;

const scheduler = new ManualScheduler();

let parley: TestApp;
let eve: TestUser;
let code: string;
let a: TestSocket;
let b: TestSocket;
beforeAll(async () => {
  parley = await createTestApp({
    env: { CRASH_LEASE_SECONDS: '1' },
    app: {
      scheduler,
      // No heartbeat fails during a test, so only the guard can disconnect a socket.
      heartbeat: { intervalMs: 5_000, timeoutMs: 600_000 },
      socketLimits: { frames: { perSecond: 1_000, burst: 1_000 }, slowMs: 600, sweepMs: 100 },
    },
  });
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  eve = await parley.register('Eve');
  code = await makeRoom(parley, ana);
  [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await a.join(code);
  await b.join(code);
});
afterAll(() => parley.close());

/** Checks that the meeting of Ana and Ben is not disturbed. */
async function bystandersChat(): Promise<void> {
  const text = `still here ${randomUUID()}`;
  await a.ask('chat:send', { clientId: randomUUID(), text });
  await b.next('chat:sent', ({ message }) => message.text === text);
  expect(unhandledRejections).toEqual([]);
}

/** A small seeded generator (Mulberry32), so that a failed run can be repeated. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Frames that no Socket.IO client sends; each kind has broken a server before. */
const FRAMES: ((random: (below: number) => number) => string | Uint8Array)[] = [
  // Engine.IO packet types that do not exist or that only the server sends.
  (random) => String.fromCharCode(32 + random(95)),
  (random) => `${random(10)}${'x'.repeat(random(50))}`,
  () => '',
  () => '2probe',
  () => '5',
  () => '0{"sid":"x","upgrades":[],"pingInterval":1,"pingTimeout":1}',
  // Socket.IO packets with broken JSON, at every length.
  (random) => '42["chat:send",{"clientId":"x","text":"y"}]'.slice(0, 2 + random(40)),
  () => '42{"not":"a list"}',
  () => '42[]',
  () => '42[null]',
  () => '42[{"event":1},2]',
  () => '42["connect"]',
  () => '42["disconnecting",{}]',
  () => '42["newListener",{}]',
  () => '42["error",{"message":"x"}]',
  () => '42["__proto__",{"constructor":{"prototype":{"polluted":1}}}]',
  () => '42["chat:send",{"__proto__":{"polluted":1}}]',
  (random) => `42["chat:sync",${'['.repeat(1 + random(20_000))}`,
  (random) => {
    const depth = 1 + random(20_000);
    return `42["chat:sync",${'['.repeat(depth)}${']'.repeat(depth)}]`;
  },
  // Namespaces: unknown, huge, named like a prototype, connected twice.
  () => '40',
  () => '40/admin,{"token":"x"}',
  (random) => `40/${'n'.repeat(random(60_000))},`,
  () => '42/__proto__,["x"]',
  () => '41/nowhere,',
  () => '44{"message":"refused"}',
  // Acks of no command, acks with absurd numbers, and commands with absurd ack numbers.
  () => '4399999999999999999999["x"]',
  () => '43-1["x"]',
  () => '43["x"]',
  () => '429007199254740993["chat:sync",{"afterSeq":0}]',
  // Binary attachments that never arrive, are too many, negative, fractional or unannounced.
  () => '451-["chat:send",{"_placeholder":true,"num":0}]',
  () => '459999999-["x"]',
  () => '45-1-["x"]',
  () => '451.5-["x"]',
  () => '451-["chat:send",{"_placeholder":true,"num":7}]',
  () => '461-0["x",{"_placeholder":true,"num":0}]',
  (random) => Uint8Array.from({ length: random(200) }, () => random(256)),
  () => 'bAAAA',
  // Random text.
  (random) => String.fromCharCode(...Array.from({ length: random(60) }, () => random(0xd800))),
];

async function newEve(): Promise<{ socket: TestSocket; closed: Promise<'closed'> }> {
  const socket = await parley.connect(eve);
  const closed = new Promise<'closed'>((resolve) => {
    socket.socket.once('disconnect', () => resolve('closed'));
  });
  return { socket, closed };
}

test('F22: frames that no client sends affect only their sender', {
  timeout: 30_000,
}, async () => {
  const random = randomFrom(20_261_121);
  let current = await newEve();
  const outcomes = { answered: 0, closed: 0 };
  for (let index = 0; index < 8 * FRAMES.length; index += 1) {
    const make = FRAMES[index % FRAMES.length];
    if (make === undefined) throw new Error('no such frame');
    current.socket.rawWebSocket.send(make(random));
    const answered = current.socket.send('ice:refresh', {}).then(
      () => 'answered' as const,
      () => 'closed' as const,
    );
    // Frames are handled in order: an ack shows that the server survived the frame before.
    const outcome = await Promise.race([answered, current.closed]);
    outcomes[outcome] += 1;
    if (outcome === 'closed') current = await newEve();
    if (index % 25 === 0) await bystandersChat();
  }
  current.socket.close();
  await bystandersChat();
  expect(outcomes.answered).toBeGreaterThan(0);
  expect(outcomes.closed).toBeGreaterThan(0);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  await parley.api.get('/api/health/ready').expect(200);
});

test('F23: the server reads a frame of 64 kB and closes the sender of a larger one with 1009', async () => {
  const event = (length: number) => {
    const head = '42["chat:sync",{"afterSeq":0,"x":"';
    return `${head}${'x'.repeat(length - head.length - 3)}"}]`;
  };
  const { socket, closed } = await newEve();
  socket.rawWebSocket.send(event(MAX_FRAME));
  await socket.ask('ice:refresh', {});
  const closeCode = new Promise((resolve) => socket.rawWebSocket.once('close', resolve));
  socket.rawWebSocket.send(event(MAX_FRAME + 1));
  expect(await closeCode).toBe(1009);
  await closed;
  await bystandersChat();
});

test('F25: a connection that floods before signing in is cut off', async () => {
  // A manager without sockets opens a connection and does not sign in on it.
  const stranger = new Manager(parley.url, { transports: ['websocket'], reconnection: false });
  await new Promise<void>((resolve) => stranger.once('open', resolve));
  const { engine } = stranger;
  const { ws } = engine.transport as unknown as { ws: TestSocket['rawWebSocket'] };
  const closeCode = new Promise((resolve) => ws.once('close', resolve));
  for (let index = 0; index < 20_000; index += 1) ws.send('3');
  // 1006: terminated. The timeout for signing in would send a closing frame (1005).
  expect(await closeCode).toBe(1006);
  await bystandersChat();
});

test('F21: a client that stops reading is cut off, keeps its seat, and does not disturb the others', async () => {
  const { socket } = await newEve();
  const { self } = await socket.join(code);
  const { rawWebSocket } = socket;
  rawWebSocket.pause();
  const description = { type: 'offer' as const, sdp: 'x'.repeat(30_000) };
  const signal = { to: self.id, toInstance: self.instanceId, epoch: 0, description };
  const isCut = ({ participant }: EventPayload<'participant:updated'>) =>
    participant.id === self.id && participant.connection === 'reconnecting';
  const isPublished = () =>
    b.events.some(
      ({ event, payload }) => event === 'participant:updated' && isCut(payload as never),
    );
  // The signals fill the kernel's buffers first, then the server's. For a seat without a socket the
  // server keeps few signals and refuses the rest.
  for (let index = 0; index < 600 && !isPublished(); index += 1) {
    await a.ask('signal:send', signal);
    if (index % 100 === 0) await bystandersChat();
  }
  await b.next('participant:updated', isCut);
  await bystandersChat();
  await scheduler.advance(CRASH_LEASE_MS * 1.3);
  const again = await parley.connect(eve);
  const back = await again.join(code, { instanceId: self.instanceId });
  expect(back.self.joinSeq).toBe(self.joinSeq);
  rawWebSocket.terminate();
  again.close();
});

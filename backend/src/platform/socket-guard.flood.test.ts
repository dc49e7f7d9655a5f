import { fork, type ChildProcess } from 'node:child_process';
import { on } from 'node:events';
import { setInterval } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from './testing/rest';
import {
  createTestApp,
  unhandledRejections,
  type TestApp,
  type TestSocket,
  type TestUser,
} from './testing/test-app';
import {
  FLOODS,
  type FloodCue,
  type FloodKind,
  type FloodOrder,
  type FloodReport,
} from './testing/floods';

/** The flooder gives up after 15 s; a busy machine takes longer to start it. */
const TIMEOUT_MS = 60_000;

let parley: TestApp;
let flooder: ChildProcess;
let code: string;
let a: TestSocket;
let b: TestSocket;
let signalToAna: Parameters<typeof signalTo>[0];
let signalToBen: Parameters<typeof signalTo>[0];

beforeAll(async () => {
  // The limits of a normal configuration.
  parley = await createTestApp({ env: { RATE_LIMIT_FACTOR: '1', MESH_LIMIT: '9' } });
  flooder = fork(fileURLToPath(new URL('testing/flooder.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  const [ana, ben] = await Promise.all([parley.register('Ana'), parley.register('Ben')]);
  code = await makeRoom(parley, ana, { capacity: 9 });
  [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  signalToAna = (await a.join(code)).self;
  signalToBen = (await b.join(code)).self;
});
afterAll(async () => {
  flooder.kill('SIGKILL');
  await parley.close();
});

const signalTo = ({ id, instanceId }: { id: string; instanceId: string }) => ({
  to: id,
  toInstance: instanceId,
  epoch: 0,
  candidate: { candidate: 'candidate:x' },
});

/** Within the rate limit of signals. */
const SIGNAL_EVERY_MS = 20;

/** Exchanges signals between Ana and Ben until the flood is over. @returns how many were acked */
async function exchangeSignals(state: { isOver: boolean }): Promise<number> {
  let acked = 0;
  for await (const _tick of setInterval(SIGNAL_EVERY_MS)) {
    await Promise.all([
      a.ask('signal:send', signalTo(signalToBen)),
      b.ask('signal:send', signalTo(signalToAna)),
    ]);
    acked += 2;
    if (state.isOver) break;
  }
  return acked;
}

const FRAMES_PER_SECOND = 10_000;

/**
 * Floods the server from one socket for each of `users`, and checks that it cuts off every socket
 * while it goes on relaying signals between Ana and Ben. `npm run bench -- flood` measures the time.
 */
async function flood(users: TestUser[], kind: FloodKind, framesPerSecond = FRAMES_PER_SECOND) {
  const order: FloodOrder = {
    url: parley.url,
    tokens: users.map(({ accessToken }) => accessToken),
    kind,
    framesPerSecond,
    code,
  };
  // An iterator keeps two messages apart that arrive at the same time.
  const messages = on(flooder, 'message');
  flooder.send(order);
  await messages.next();
  const state = { isOver: false };
  const exchange = exchangeSignals(state);
  flooder.send('go' satisfies FloodCue);
  const [report] = (await messages.next()).value as [FloodReport];
  await messages.return?.();
  state.isOver = true;
  expect(await exchange).toBeGreaterThan(0);
  expect(unhandledRejections).toEqual([]);
  expect(report.closed).toBe(users.length);
  return report;
}

test.each(Object.keys(FLOODS) as FloodKind[])(
  'F25: a user who sends ten thousand frames a second of %s is cut off and banned',
  async (kind) => {
    const eve = await parley.register('Eve');
    await flood([eve], kind);
    // The seat is free, and the user cannot connect again at once.
    await a.next('participant:left');
    await expect(parley.connect(eve)).rejects.toMatchObject({ data: { code: 'RATE_LIMITED' } });
  },
  TIMEOUT_MS,
);

test.each<[number, number, FloodKind]>([
  // Few frames, which amount to 30 MB per second.
  [1, 480, 'acks of 62 kB'],
  [8, 60, 'acks of 62 kB'],
  // No socket exceeds the limit, but all sockets of the user together do.
  [8, 300, 'unrequested heartbeats'],
])(
  'F25: %i sockets of one user with %i frames a second of %s are cut off together',
  async (count, framesPerSecond, kind) => {
    const eve = await parley.register('Eve');
    await flood(Array<TestUser>(count).fill(eve), kind, framesPerSecond);
    await expect(parley.connect(eve)).rejects.toMatchObject({ data: { code: 'RATE_LIMITED' } });
  },
  TIMEOUT_MS,
);

test(
  'F25: five users who flood at the same time are all cut off',
  async () => {
    const users = await Promise.all(
      Array.from({ length: 5 }, (_, index) => parley.register(`Eve ${index}`)),
    );
    const { sent } = await flood(users, 'commands that are refused');
    expect(sent).toBeGreaterThan(5 * 130);
  },
  TIMEOUT_MS,
);

test('F25: the server acks ten commands that do not parse and cuts off the sender of an eleventh', async () => {
  const eve = await parley.register('Eve');
  const socket = await parley.connect(eve);
  const cut = new Promise((resolve) => socket.socket.once('disconnect', resolve));
  const wrong = { afterSeq: -1 };
  for (let index = 0; index < 10; index += 1) {
    expect(await socket.send('chat:sync', wrong)).toMatchObject({
      error: { code: 'VALIDATION_FAILED' },
    });
  }
  expect(socket.socket.connected).toBe(true);
  socket.socket.emit('chat:sync', wrong);
  await cut;
});

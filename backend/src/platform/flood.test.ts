import { fork, type ChildProcess } from 'node:child_process';
import { on } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from './testing/rest';
import {
  createTestApp,
  crowding,
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

const CUT_MS = 2_000;
const ANSWER_MS = 250;
/** For a machine that does much else. */
const PATIENCE_MS = 60_000;

let parley: TestApp;
let flooder: ChildProcess;
let code: string;
let a: TestSocket;
let b: TestSocket;
/** When the server cut whom off. */
const cuts = new Map<string, number>();
let signalToAna: Parameters<typeof signalTo>[0];
let signalToBen: Parameters<typeof signalTo>[0];

beforeAll(async () => {
  // The limits as they are shipped.
  parley = await createTestApp({ env: { RATE_LIMIT_FACTOR: '1', MESH_LIMIT: '9' } });
  flooder = fork(fileURLToPath(new URL('testing/flooder.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  const [ana, ben] = await Promise.all([parley.register('Ana'), parley.register('Ben')]);
  code = await makeRoom(parley, ana, { capacity: 9 });
  parley.app.sockets.onDisconnect(({ data }) => {
    cuts.set(data.identity.userId, performance.now());
  });
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

/** Signals to and fro, fifty a second each, until told to stop; the time each answer took. */
async function talk(until: { over: boolean }): Promise<number[]> {
  const times: number[] = [];
  const timed = async (socket: TestSocket, to: typeof signalToAna): Promise<void> => {
    const start = performance.now();
    await socket.ask('signal:send', signalTo(to));
    times.push(performance.now() - start);
  };
  const asked: Promise<void>[] = [];
  while (!until.over) {
    asked.push(timed(a, signalToBen), timed(b, signalToAna));
    await elapsed(20);
  }
  await Promise.all(asked);
  return times;
}

const FRAMES_PER_SECOND = 10_000;

/** One socket for each of `people`, who may be one and the same. */
async function flood(people: TestUser[], kind: FloodKind, framesPerSecond = FRAMES_PER_SECOND) {
  const order: FloodOrder = {
    url: parley.url,
    tokens: people.map(({ accessToken }) => accessToken),
    kind,
    framesPerSecond,
    code,
  };
  const crowded = crowding();
  // Both may be read at once where the machine is busy; the iterator keeps them apart.
  const messages = on(flooder, 'message');
  flooder.send(order);
  await messages.next();
  cuts.clear();
  const start = performance.now();
  const until = { over: false };
  const talking = talk(until);
  flooder.send('go' satisfies FloodCue);
  const [report] = (await messages.next()).value as [FloodReport];
  await messages.return?.();
  // What is left of the flood must not be felt either.
  await elapsed(250);
  until.over = true;
  const times = (await talking).sort((x, y) => x - y);
  const slowest = Math.max(...people.map(({ user }) => (cuts.get(user.id) ?? Infinity) - start));
  const p99 = times[Math.floor(times.length * 0.99)] ?? Infinity;
  expect(unhandledRejections).toEqual([]);
  expect(report.closed).toBe(people.length);
  expect(slowest).toBeLessThan(CUT_MS * Math.max(crowded, crowding()));
  expect(p99).toBeLessThan(ANSWER_MS * Math.max(crowded, crowding()));
  return report;
}

test.each(Object.keys(FLOODS) as FloodKind[])(
  'F25: ten thousand frames a second of %s are cut within two seconds, and nobody else waits',
  async (kind) => {
    const eve = await parley.register('Eve');
    await flood([eve], kind);
    // Not let in again at once, and its seat is free.
    await a.next('participant:left');
    await expect(parley.connect(eve)).rejects.toMatchObject({ data: { code: 'RATE_LIMITED' } });
  },
  PATIENCE_MS,
);

test.each<[number, number, FloodKind]>([
  // Few frames, but thirty megabytes a second.
  [1, 480, 'acks of 62 kB'],
  [8, 60, 'acks of 62 kB'],
  // No socket sends too many, their account does.
  [8, 300, 'heartbeats that nobody asked for'],
])(
  'F25: %i sockets of one account with %i frames a second of %s are cut as one',
  async (count, framesPerSecond, kind) => {
    const eve = await parley.register('Eve');
    await flood(Array<TestUser>(count).fill(eve), kind, framesPerSecond);
    await expect(parley.connect(eve)).rejects.toMatchObject({ data: { code: 'RATE_LIMITED' } });
  },
  PATIENCE_MS,
);

test(
  'F25: five accounts that flood together are each cut within two seconds, and nobody else waits',
  async () => {
    const people = await Promise.all(
      Array.from({ length: 5 }, (_, index) => parley.register(`Eve ${index}`)),
    );
    const { sent } = await flood(people, 'commands that are refused');
    expect(sent).toBeGreaterThan(5 * 130);
  },
  PATIENCE_MS,
);

test('F25: ten commands that do not parse are answered, the next one cuts its sender', async () => {
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

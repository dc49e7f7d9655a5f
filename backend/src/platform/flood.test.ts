import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp, type TestSocket, type TestUser } from './testing';
import { FLOODS, type FloodOrder, type FloodReport } from './testing-floods';

let parley: TestApp;
let flooder: ChildProcess;
let code: string;
let a: TestSocket;
let b: TestSocket;
let signalToAna: Parameters<typeof signalTo>[0];
let signalToBen: Parameters<typeof signalTo>[0];

beforeAll(async () => {
  // The limits as they are shipped.
  parley = await createTestApp({ env: { RATE_LIMIT_FACTOR: '1', MESH_LIMIT: '9' } });
  flooder = fork(fileURLToPath(new URL('testing-flooder.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  const [ana, ben] = await Promise.all([parley.register('Ana'), parley.register('Ben')]);
  const made = await parley.api
    .post('/api/rooms')
    .set(...ana.bearer)
    .send({ capacity: 9 })
    .expect(201);
  code = made.body.room.code as string;
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

async function flood(people: TestUser[], kind: keyof typeof FLOODS) {
  const order: FloodOrder = {
    url: parley.url,
    tokens: people.map(({ accessToken }) => accessToken),
    kind,
    code,
  };
  flooder.send(order);
  await once(flooder, 'message');
  const until = { over: false };
  const talking = talk(until);
  const [report] = (await once(flooder, 'message')) as [FloodReport];
  // What is left of the flood must not be felt either.
  await elapsed(250);
  until.over = true;
  const times = (await talking).sort((x, y) => x - y);
  return { report, p99: times[Math.floor(times.length * 0.99)] ?? 0, answers: times.length };
}

test.each(Object.keys(FLOODS) as (keyof typeof FLOODS)[])(
  'F25: ten thousand frames a second of %s are cut within two seconds, and nobody else waits',
  async (kind) => {
    const eve = await parley.register('Eve');
    const { report, p99 } = await flood([eve], kind);
    expect(report.closedAfterMs).toEqual([expect.any(Number)]);
    expect(report.closedAfterMs[0]).toBeLessThan(2_000);
    expect(p99).toBeLessThan(250);
    // Not let in again at once, and its seat is free.
    await a.next('participant:left');
    await expect(parley.connect(eve)).rejects.toMatchObject({ data: { code: 'RATE_LIMITED' } });
  },
);

test('F25: five accounts that flood together are each cut within two seconds, and nobody else waits', async () => {
  const people = await Promise.all(
    Array.from({ length: 5 }, (_, index) => parley.register(`Eve ${index}`)),
  );
  const { report, p99, answers } = await flood(people, 'commands that are refused');
  expect(report.closedAfterMs).toHaveLength(5);
  for (const after of report.closedAfterMs) {
    expect(after).not.toBeNull();
    expect(after).toBeLessThan(2_000);
  }
  expect(answers).toBeGreaterThan(0);
  expect(p99).toBeLessThan(250);
  expect(report.sent).toBeGreaterThan(5 * 300);
});

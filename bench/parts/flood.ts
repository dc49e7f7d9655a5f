import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makeRoom } from '../../backend/src/platform/testing/rest';
import type { FloodOrder } from '../../backend/src/platform/testing/floods';
import { createTestApp, type TestSocket } from '../../backend/src/platform/testing/test-app';
import { printFigure } from '../lib/figure';

/** How long a flooding user stays connected, and by how much the acks of other users slow down. */
const FLOODS = 5;
const QUIET_SIGNALS = 500;

const parley = await createTestApp({ env: { RATE_LIMIT_FACTOR: '1' } });
const flooder = fork(
  fileURLToPath(new URL('../../backend/src/platform/testing/flooder.ts', import.meta.url)),
  { execArgv: ['--import', 'tsx'] },
);
const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
const code = await makeRoom(parley, ana);
const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
await a.join(code);
const { id, instanceId } = (await b.join(code)).self;

/** Milliseconds until the ack of each signal, while `goesOn`. */
async function ackTimes(socket: TestSocket, goesOn: (sent: number) => boolean): Promise<number[]> {
  const times: number[] = [];
  while (goesOn(times.length)) {
    const start = performance.now();
    const candidate = { candidate: 'candidate:x' };
    await socket.ask('signal:send', { to: id, toInstance: instanceId, epoch: 0, candidate });
    times.push(performance.now() - start);
    // Stays within the rate limit of signals.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times.toSorted((x, y) => x - y);
}

const p99 = (times: readonly number[]): number =>
  times[Math.floor(times.length * 0.99)] ?? Number.NaN;

const quiet = await ackTimes(a, (sent) => sent < QUIET_SIGNALS);
const cutAfter: number[] = [];
const flooded: number[] = [];
for (let round = 0; round < FLOODS; round += 1) {
  const eve = await parley.register(`Eve ${round}`);
  const order: FloodOrder = {
    url: parley.url,
    tokens: [eve.accessToken],
    kind: 'messages to the meeting',
    framesPerSecond: 10_000,
    code,
  };
  flooder.send(order);
  await once(flooder, 'message');
  const start = performance.now();
  let isOver = false;
  const times = ackTimes(a, () => !isOver);
  flooder.send('go');
  await once(flooder, 'message');
  cutAfter.push(performance.now() - start);
  isOver = true;
  flooded.push(...(await times));
}
flooder.kill('SIGKILL');
await parley.close();

printFigure({
  name: 'seconds until a flooding user is cut off, slowest of five',
  value: Math.max(...cutAfter) / 1_000,
  goal: ['≤', 2],
});
printFigure({
  name: 'p99 of the ack of a signal during a flood, milliseconds',
  value: p99(flooded.toSorted((x, y) => x - y)),
  goal: ['≤', 250],
  note: `(${p99(quiet).toFixed(1)} ms without a flood)`,
});
process.exit(0);

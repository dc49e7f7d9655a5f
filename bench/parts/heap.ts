import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { MeasuredServer } from '../lib/child';
import { printFigure } from '../lib/figure';

/** Heap of each additional idle socket (slope), in a meeting and in a room of plain Socket.IO. */
const STEPS = [90, 180, 270, 360];
/** A room's worth of sockets, which come and go this often before the measurement. */
const ROOM = 9;
const WARM_UP_ROUNDS = 40;
const media = { microphone: true, camera: true, screen: false, hand: false };

const connect = async (url: string, auth: object): Promise<Socket> => {
  const socket = io(url, { transports: ['websocket'], auth, forceNew: true });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return socket;
};

async function slope(
  server: MeasuredServer<unknown>,
  add: (index: number) => Promise<Socket>,
  leave: (socket: Socket) => Promise<unknown>,
): Promise<{ perSocket: number; afterwards: number }> {
  // Compiled code and filled caches are not memory of a socket, so both servers are warmed up by
  // the accounts of the first room. The accounts that are measured are new to the server.
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    const guests: Socket[] = [];
    while (guests.length < ROOM) guests.push(await add(guests.length));
    for (const guest of guests) await leave(guest);
    for (const guest of guests) guest.disconnect();
  }
  await settled(server);
  const sockets: Socket[] = [];
  const points: { x: number; y: number }[] = [];
  for (const step of STEPS) {
    while (sockets.length < step) sockets.push(await add(sockets.length));
    points.push({ x: step, y: await server.heap() });
  }
  const first = points[0]?.y ?? 0;
  const perSocket = fit(points);
  for (const socket of sockets) socket.disconnect();
  const start = first - (STEPS[0] ?? 0) * perSocket;
  return { perSocket, afterwards: (await settled(server)) / start };
}

/** Slope of the least-squares line. */
function fit(points: readonly { x: number; y: number }[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mx = mean(points.map(({ x }) => x));
  const my = mean(points.map(({ y }) => y));
  const top = points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0);
  return top / points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
}

/** Waits until the server has processed all leaves and the heap no longer shrinks. */
async function settled(server: MeasuredServer<unknown>): Promise<number> {
  let last = Number.POSITIVE_INFINITY;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const heap = await server.heap();
    if (heap > last * 0.995) return Math.min(heap, last);
    last = heap;
  }
}

const count = STEPS.at(-1) ?? 0;
const parley = await MeasuredServer.startInterpreted<{
  url: string;
  tokens: string[];
  codes: string[];
}>('parley.ts', String(count));
const joinMeeting = async (index: number): Promise<Socket> => {
  const socket = await connect(parley.ready.url, { token: parley.ready.tokens[index] });
  const code = parley.ready.codes[Math.floor(index / ROOM)];
  const answer = (await socket.emitWithAck('meeting:join', {
    code,
    instanceId: randomUUID(),
    media,
  })) as { ok: boolean };
  if (!answer.ok) throw new Error('could not join');
  return socket;
};
const ours = await slope(parley, joinMeeting, (socket) => socket.emitWithAck('meeting:leave', {}));
await parley.stop();

const bare = await MeasuredServer.startInterpreted<{ url: string }>('bare-socket.ts');
const joinRoom = async (index: number): Promise<Socket> => {
  const socket = await connect(bare.ready.url, {});
  await socket.emitWithAck('join', `room ${Math.floor(index / ROOM)}`);
  return socket;
};
const plain = await slope(bare, joinRoom, () => Promise.resolve());
await bare.stop();

printFigure({
  name: 'heap per idle socket in a meeting ÷ Socket.IO default',
  value: ours.perSocket / plain.perSocket,
  goal: ['≤', 1],
  note: `(${(ours.perSocket / 1000).toFixed(1)} kB ÷ ${(plain.perSocket / 1000).toFixed(1)} kB)`,
});
printFigure({
  name: 'heap after all have left ÷ before',
  value: ours.afterwards,
  goal: ['≤', 1.05],
});

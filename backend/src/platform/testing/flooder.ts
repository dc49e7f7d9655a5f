/** A process that floods a server, so that the two do not share an event loop. Tests fork it. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { io, type Socket } from 'socket.io-client';
import type { RawWebSocket } from './test-app';
import { FLOODS, type FloodCue, type FloodOrder, type FloodReport } from './floods';

const TICK_MS = 5;
const PATIENCE_MS = 15_000;
/** More unsent bytes would only fill the memory of this process. */
const MAX_UNSENT_BYTES = 8_000_000;

async function join(url: string, token: string, code: string): Promise<Socket> {
  const socket = io(url, {
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
    forceNew: true,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  await socket.timeout(5_000).emitWithAck('meeting:join', {
    code,
    instanceId: randomUUID(),
    media: { microphone: false, camera: false, screen: false, hand: false },
  });
  return socket;
}

/** Sends frames on one socket until the server closes it. */
function flood(
  socket: Socket,
  { kind, framesPerSecond }: FloodOrder,
): Promise<{ sent: number; isClosed: boolean }> {
  const frame = FLOODS[kind];
  const { ws } = socket.io.engine.transport as unknown as { ws: RawWebSocket };
  const start = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    const end = (isClosed: boolean): void => {
      clearInterval(timer);
      socket.disconnect();
      resolve({ sent, isClosed });
    };
    const timer = setInterval(() => {
      const elapsed = performance.now() - start;
      if (elapsed > PATIENCE_MS) return end(false);
      const due = (elapsed / 1_000) * framesPerSecond;
      for (; sent < due && ws.bufferedAmount < MAX_UNSENT_BYTES; sent += 1) ws.send(frame);
    }, TICK_MS);
    socket.once('disconnect', () => end(true));
  });
}

// In reality the flooder is another machine, so it must not take the server's share of the CPU.
setPriority(10);

const report = (message: FloodCue | FloodReport): void => void process.send?.(message);

async function carryOut(order: FloodOrder): Promise<void> {
  const { url, tokens, code } = order;
  const sockets: Socket[] = [];
  for (const token of tokens) sockets.push(await join(url, token, code));
  report('ready');
  await once(process, 'message');
  const results = await Promise.all(sockets.map((socket) => flood(socket, order)));
  report({
    sent: results.reduce((sum, { sent }) => sum + sent, 0),
    closed: results.filter(({ isClosed }) => isClosed).length,
  });
}

process.on('message', (message: FloodOrder | FloodCue) => {
  if (typeof message === 'string') return;
  carryOut(message).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
});

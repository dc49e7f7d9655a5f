/** A process that floods, so that those who are flooded do not share its event loop. Tests fork it. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { io, type Socket } from 'socket.io-client';
import type { RawWebSocket } from './test-app';
import { FLOODS, type FloodCue, type FloodOrder, type FloodReport } from './floods';

const TICK_MS = 5;
const PATIENCE_MS = 15_000;
/** More than this is not on its way yet: it would only fill this process. */
const MAX_UNSENT_BYTES = 8_000_000;

async function enter(url: string, token: string, code: string): Promise<Socket> {
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

/** Frames from one socket, until it is closed. */
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

// In the field it is another machine: here it must not take the server's turn on the processor.
setPriority(10);

const say = (message: FloodCue | FloodReport): void => void process.send?.(message);

async function carryOut(order: FloodOrder): Promise<void> {
  const { url, tokens, code } = order;
  const sockets: Socket[] = [];
  for (const token of tokens) sockets.push(await enter(url, token, code));
  say('ready');
  await once(process, 'message');
  const results = await Promise.all(sockets.map((socket) => flood(socket, order)));
  say({
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

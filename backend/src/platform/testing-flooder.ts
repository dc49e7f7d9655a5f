/** A process that floods, so that those who are flooded do not share its event loop. Tests fork it. */
import { randomUUID } from 'node:crypto';
import { setPriority } from 'node:os';
import { io, type Socket } from 'socket.io-client';
import type { RawWebSocket } from './testing';
import { FLOODS, type FloodOrder, type FloodReport } from './testing-floods';

const FRAMES_PER_MS = 10;
const TICK_MS = 5;
const PATIENCE_MS = 15_000;

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

/** Ten thousand frames a second from one socket, until it is closed. */
function flood(socket: Socket, frame: string): Promise<{ sent: number; isClosed: boolean }> {
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
      for (; sent < elapsed * FRAMES_PER_MS; sent += 1) ws.send(frame);
    }, TICK_MS);
    socket.once('disconnect', () => end(true));
  });
}

// In the field it is another machine: here it must not take the server's turn on the processor.
setPriority(10);

process.on('message', ({ url, tokens, kind, code }: FloodOrder) => {
  Promise.all(tokens.map((token) => enter(url, token, code)))
    .then((sockets) => {
      process.send?.('started');
      return Promise.all(sockets.map((socket) => flood(socket, FLOODS[kind])));
    })
    .then((results) => {
      const report: FloodReport = {
        sent: results.reduce((sum, { sent }) => sum + sent, 0),
        closed: results.filter(({ isClosed }) => isClosed).length,
      };
      process.send?.(report);
    })
    .catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { serveUsage } from '../lib/child';

/** Socket.IO with the least code that relays: no accounts, no checks. */
const http = createServer();
const io = new Server(http, { transports: ['websocket'] });
io.on('connection', (socket) => {
  socket.on('join', (room: string, ack: () => void) => {
    void socket.join(room);
    ack();
  });
  socket.on('signal', (to: string, payload: unknown, ack?: (answer: unknown) => void) => {
    socket.to(to).emit('signal', payload);
    ack?.({ ok: true, data: {} });
  });
});
http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo;
  serveUsage({ url: `http://127.0.0.1:${port}` }, async () => {
    await io.close();
  });
});

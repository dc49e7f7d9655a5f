import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { serveUsage } from '../lib/child';

/** The minimal page with a self-view and the video of the peer. */
const PAGE = `<!doctype html>
<style>body{margin:0;display:flex;gap:8px}video{width:calc(50% - 4px);aspect-ratio:4/3;object-fit:contain}</style>
<video id="own" autoplay muted></video><video id="other" autoplay muted></video>
<script src="/socket.io/socket.io.js"></script>`;

/** The minimal Socket.IO server that relays: no accounts, no checks. */
const http = createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/html').end(PAGE);
});
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

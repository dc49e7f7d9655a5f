import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { probeSocket } from './socket-probe.mjs';

/** @type {import('node:http').Server} */
let server;
afterEach(() => server.close());

/** @param {import('node:http').Server} made @returns {Promise<string>} its origin */
async function listen(made) {
  server = made.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}`;
}

test('a WebSocket on which the server greets is open, and the server sees the page origin', async () => {
  const origin = await listen(createServer());
  /** @type {string | undefined} */
  let pageOrigin;
  new WebSocketServer({ server }).on('connection', (socket, { headers }) => {
    pageOrigin = headers.origin;
    socket.send('0{"sid":"x"}');
  });
  expect(await probeSocket(origin, 'https://page.example')).toEqual({ outcome: 'open' });
  expect(pageOrigin).toBe('https://page.example');
});

test('a WebSocket that the server closes without a greeting is silent', async () => {
  const origin = await listen(createServer());
  new WebSocketServer({ server }).on('connection', (socket) => socket.close());
  expect(await probeSocket(origin, origin)).toEqual({ outcome: 'silent' });
});

test('an ordinary HTTP response is a refusal with its status and body', async () => {
  const origin = await listen(
    createServer((_request, response) => response.writeHead(404).end('not here')),
  );
  const refused = { outcome: 'refused', status: 404, body: 'not here' };
  expect(await probeSocket(origin, origin)).toEqual(refused);
});

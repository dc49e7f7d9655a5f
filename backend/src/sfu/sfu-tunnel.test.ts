import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../platform/testing/test-app';

/** A server in place of LiveKit, which notes what reaches it and echoes what it gets. */
let upstream: Server;
const seen: IncomingMessage[] = [];
let parley: TestApp;
beforeAll(async () => {
  upstream = createServer((request, response) => {
    seen.push(request);
    response.writeHead(401).end('invalid token');
  });
  upstream.on('upgrade', (request, socket) => {
    seen.push(request);
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
    socket.pipe(socket);
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  parley = await createTestApp({
    env: {
      SFU: 'on',
      LIVEKIT_URL: `http://127.0.0.1:${port}`,
      LIVEKIT_API_KEY: 'parley',
      LIVEKIT_API_SECRET: 'unit-tests-only-0123456789-abcdefghij-D',
    },
  });
});
afterAll(async () => {
  await parley.close();
  upstream.closeAllConnections();
  upstream.close();
});
beforeEach(() => {
  seen.length = 0;
});

/** Requests about clients; the server itself asks LiveKit's API. */
const ofClients = () => seen.filter(({ url = '' }) => !url.startsWith('/twirp'));

/** Sends the request of a WebSocket. @returns the socket and the head of the answer */
async function upgrade(path: string, origin = parley.url): Promise<[Socket, string]> {
  const { hostname, port, host } = new URL(parley.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
      'Sec-WebSocket-Version: 13\r\nCookie: parley_rt=secret\r\nAuthorization: Bearer secret\r\n\r\n',
  );
  const [head] = (await once(socket, 'data')) as [Buffer];
  return [socket, head.toString('latin1')];
}

test('signaling reaches the SFU through this server, without cookies and tokens of Parley', async () => {
  const [socket, head] = await upgrade('/sfu/rtc?access_token=x');
  expect(head).toMatch(/^HTTP\/1\.1 101 /);
  socket.write('over the tunnel');
  const [echo] = (await once(socket, 'data')) as [Buffer];
  expect(echo.toString()).toBe('over the tunnel');
  const [request] = ofClients();
  expect(request?.url).toBe('/rtc?access_token=x');
  expect(request?.headers.cookie).toBeUndefined();
  expect(request?.headers.authorization).toBeUndefined();
  expect(request?.headers['sec-websocket-key']).toBeDefined();
  socket.destroy();
});

test('the page of another origin gets no tunnel', async () => {
  const [socket, head] = await upgrade('/sfu/rtc', 'https://evil.example');
  expect(head).toMatch(/^HTTP\/1\.1 403 /);
  expect(ofClients()).toEqual([]);
  socket.destroy();
});

test('the API for servers stays out of reach, also by detours', async () => {
  for (const path of [
    '/sfu/twirp/livekit.RoomService/ListRooms',
    '/sfu/rtc/../twirp/livekit.RoomService/ListRooms',
    '/sfu/rtc%2f..%2ftwirp',
    '/sfu/',
  ]) {
    await parley.api.get(path).expect(404);
    await parley.api.post(path).expect(404);
  }
  expect(ofClients()).toEqual([]);
});

test('the check of a token passes the answer of the SFU on', async () => {
  const { text } = await parley.api.get('/sfu/rtc/validate?access_token=x').expect(401);
  expect(text).toBe('invalid token');
});

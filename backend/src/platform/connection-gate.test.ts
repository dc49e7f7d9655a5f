import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Manager } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from './testing/test-app';

const PER_ADDRESS = 3;
const webDirectory = mkdtempSync(join(tmpdir(), 'parley-gate-'));
let parley: TestApp;
/** A server with short timeouts. */
let hurried: TestApp;
beforeAll(async () => {
  mkdirSync(join(webDirectory, 'assets'));
  writeFileSync(join(webDirectory, 'index.html'), '<!doctype html>');
  // More than the kernel keeps for both ends of a connection.
  writeFileSync(join(webDirectory, 'assets', 'large.wasm'), Buffer.alloc(32_000_000));
  parley = await createTestApp({ app: { gateLimits: { perAddress: PER_ADDRESS } } });
  hurried = await createTestApp({
    app: {
      webDirectory,
      timeouts: { headersMs: 300, requestMs: 600, silenceMs: 300, responseMs: 900 },
    },
  });
});
afterAll(async () => {
  await Promise.all([parley.close(), hurried.close()]);
  rmSync(webDirectory, { recursive: true });
});

/** Opens a connection and writes `head`. It reads only if the test does. */
function speak(head: string, { url } = hurried): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(head);
  return socket;
}

const ended = (socket: Socket) =>
  new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    socket.on('close', () => resolve(text));
  });

/** The number of connections of the server with short timeouts. */
function connections(): Promise<number> {
  const { httpServer } = hurried.app.sockets.io as unknown as { httpServer: Server };
  return promisify(httpServer.getConnections.bind(httpServer))();
}

const UPGRADE = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  'Host: x',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '',
  '',
].join('\r\n');

/** Resolves with the first line of the response. */
const firstLine = (socket: Socket) =>
  new Promise<string>((resolve) => {
    socket.once('data', (data) => resolve(String(data).split('\r\n')[0] ?? ''));
  });

test('responses of Socket.IO over HTTP have the headers of all other responses', async () => {
  const { headers } = await parley.api.get('/socket.io/?EIO=4&transport=polling').expect(400);
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
});

test('responses of Socket.IO have HSTS behind a proxy with HTTPS', async () => {
  const behind = await createTestApp({ env: { TRUST_PROXY: '1' } });
  const { headers } = await behind.api
    .get('/socket.io/?EIO=4&transport=polling')
    .set('X-Forwarded-Proto', 'https');
  expect(headers['strict-transport-security']).toContain('max-age=31536000');
  await behind.close();
});

test('a connection without a complete request is closed', async () => {
  const heads = [
    '',
    'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ',
    'POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{',
  ];
  const answers = await Promise.all(heads.map((head) => ended(speak(head))));
  for (const answer of answers) expect(answer).not.toContain(' 200 ');
});

test('the connection of a client that reads too slowly is closed', async () => {
  const request = 'GET /assets/large.wasm HTTP/1.1\r\nHost: x\r\n\r\n';
  const [stopped, slow] = [speak(request), speak(request)];
  await Promise.all([once(stopped, 'readable'), once(slow, 'readable')]);
  const reading = setInterval(() => void slow.read(1), 50);
  await expect.poll(connections).toBe(0);
  clearInterval(reading);
  stopped.destroy();
  slow.destroy();
});

test('a WebSocket without a signed-in user is closed, and an address may have only a few of them', async () => {
  const strangers = Array.from({ length: PER_ADDRESS }, () => speak(UPGRADE, parley));
  const lines = await Promise.all(strangers.map(firstLine));
  expect(lines).toEqual(lines.map(() => 'HTTP/1.1 101 Switching Protocols'));
  expect(await firstLine(speak(UPGRADE, parley))).toBe('HTTP/1.1 400 Bad Request');
  // These clients never answer a closing frame.
  await Promise.all(strangers.map(ended));
  const next = speak(UPGRADE, parley);
  expect(await firstLine(next)).toBe('HTTP/1.1 101 Switching Protocols');
  next.destroy();
});

test('connections with a signed-in user do not count as anonymous', async () => {
  const ana = await parley.register('Ana');
  const sockets = [];
  for (let index = 0; index < 2 * PER_ADDRESS; index += 1) sockets.push(await parley.connect(ana));
  await sockets[0]?.ask('ice:refresh', {});
  expect(parley.app.sockets.io.engine.clientsCount).toBe(2 * PER_ADDRESS);
  for (const socket of sockets) socket.close();
});

test('a connection that sends many CONNECT packets gets one socket', async () => {
  const ben = await parley.register('Ben');
  const manager = new Manager(parley.url, { transports: ['websocket'], reconnection: false });
  await new Promise<void>((resolve) => manager.once('open', resolve));
  const answers: string[] = [];
  const all = new Promise<void>((resolve) => {
    manager.engine.on('packet', ({ data }: { data?: string }) => {
      if (data?.startsWith('0') || data?.startsWith('4')) answers.push(data);
      if (answers.length === 20) resolve();
    });
  });
  const { ws } = manager.engine.transport as unknown as { ws: { send(text: string): void } };
  const token = JSON.stringify({ token: ben.accessToken });
  for (let index = 0; index < 20; index += 1) ws.send(`40${token}`);
  await all;
  expect(answers.filter((answer) => answer.startsWith('0'))).toHaveLength(1);
  const mine = [...parley.app.sockets.io.of('/').sockets.values()].filter(
    ({ data }) => data.identity.userId === ben.user.id,
  );
  expect(mine).toHaveLength(1);
  manager.engine.close();
});

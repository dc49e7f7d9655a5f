import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FaultyTcpProxy } from './faulty-tcp-proxy';

let echo: Server;
let proxy: FaultyTcpProxy;
let client: Socket;
const received: string[] = [];

beforeEach(async () => {
  received.length = 0;
  echo = createServer((socket) => socket.pipe(socket).on('error', () => undefined));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;
  proxy = await FaultyTcpProxy.start(`tcp://127.0.0.1:${port}`);
  client = await open();
});
afterEach(async () => {
  client.destroy();
  await proxy.stop();
  echo.close();
});

async function open(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (text: string) => received.push(text));
  await once(socket, 'connect');
  return socket;
}

/** Resolves when the connection has ended, with or without an error. */
const closed = (socket: Socket) =>
  new Promise((resolve) => {
    socket.once('close', resolve);
  });

async function answerTo(text: string): Promise<void> {
  client.write(text);
  await once(client, 'data');
}

test('an open proxy passes data in both directions', async () => {
  await answerTo('hello');
  expect(received).toEqual(['hello']);
});

test('a cut breaks connections and refuses new ones until the proxy is mended', async () => {
  await answerTo('hello');
  proxy.cut();
  await closed(client);
  const refused = await open();
  await closed(refused);

  proxy.mend();
  client = await open();
  await answerTo('again');
  expect(received).toEqual(['hello', 'again']);
});

test('a frozen proxy keeps the connection and passes the held data in order when it thaws', async () => {
  await answerTo('hello');
  proxy.freeze();
  client.write('one ');
  client.write('two');
  proxy.thaw();
  await expect.poll(() => received.join('')).toBe('helloone two');
});

test('a proxy that swallows answers breaks the connection when it is mended', async () => {
  await answerTo('hello');
  proxy.swallowAnswers();
  client.write('lost');
  proxy.mend();
  await closed(client);
  expect(received).toEqual(['hello']);
});

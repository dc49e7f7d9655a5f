import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { redirectPlainHttp } from './redirect-plain-http';

const TIMEOUT_MS = 1_000;

test('an unfinished request in plain HTTP is closed after the timeout, a TLS connection stays open', async () => {
  const pems = await generate([{ name: 'commonName', value: 'here' }], { keyType: 'ec' });
  const server = createServer({ cert: pems.cert, key: pems.private }, (_request, response) => {
    response.end('hello');
  });
  redirectPlainHttp(server, TIMEOUT_MS);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;

  const secure = connectTls({
    port,
    host: '127.0.0.1',
    ca: pems.cert,
    checkServerIdentity: () => undefined,
  });
  await once(secure, 'secureConnect');
  const beginnings = [
    '',
    'G',
    'GET / HTTP/1.1\r\n',
    'POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{',
  ];
  const plain = beginnings.map((beginning) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(beginning));
    return once(socket.resume(), 'close');
  });
  await Promise.all(plain);

  // This connection is older than the plain ones, so a timeout would have closed it as well.
  secure.write('GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n');
  const [answer] = (await once(secure, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 200 /);
  secure.destroy();
  server.close();
});

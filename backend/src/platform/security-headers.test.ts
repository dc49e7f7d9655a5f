import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'vitest';
import { test } from './testing/parley-test';

test('responses of the API can be neither run, nor framed, nor cached', async ({ parley }) => {
  const { headers } = await parley.api.get('/api/health/live').expect(200);
  expect(headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'");
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  });
  expect(headers).not.toHaveProperty('x-powered-by');
});

test('pages let text become the address of a script only through two policies, and never HTML', async ({
  parley,
}) => {
  const { headers } = await parley.api.get('/api/docs').expect(200);
  const policy = headers['content-security-policy'] as string;
  expect(policy.split(';')).toEqual(
    expect.arrayContaining([
      "require-trusted-types-for 'script'",
      'trusted-types outdated parley',
      "object-src 'none'",
      "base-uri 'none'",
    ]),
  );
});

test('requests and handshakes with two Host headers are refused', async ({ parley }) => {
  const { port, hostname } = new URL(parley.url);
  for (const [path, more] of [
    ['/api/health/live', []],
    ['/', []],
    [
      '/socket.io/?EIO=4&transport=websocket',
      ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'].concat(
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ),
    ],
  ] as const) {
    const socket = connect(Number(port), hostname);
    const lines = [`GET ${path} HTTP/1.1`, `Host: ${hostname}:${port}`, 'Host: evil.test', ...more];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 400 /);
    socket.destroy();
  }
});

test('each response with a documentation page has a new nonce', async ({ parley }) => {
  const policies = new Set<string>();
  for (const path of ['/api/docs', '/api/docs/socket']) {
    const { headers, text } = await parley.api.get(path).expect(200);
    const policy = headers['content-security-policy'] as string;
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(text).toContain(`<style nonce="${nonce}">`);
    policies.add(policy);
  }
  expect(policies.size).toBe(2);
});

test('the OpenAPI document names every endpoint with its errors', async ({ parley }) => {
  const { body } = await parley.api.get('/api/openapi.json').expect(200);
  expect(body.openapi).toBe('3.1.0');
  expect(body.paths['/api/rooms/{code}']).toHaveProperty('patch');
  expect(body.paths['/api/auth/register'].post.responses['409'].description).toContain(
    'EMAIL_TAKEN',
  );
  expect(body.paths['/api/meetings/{id}/leave'].post.responses['404'].description).toContain(
    'NOT_FOUND',
  );
  expect(body.paths['/api/rooms'].get.responses).toHaveProperty('429');
  expect(body.paths['/api/health/live'].get.responses).not.toHaveProperty('429');
});

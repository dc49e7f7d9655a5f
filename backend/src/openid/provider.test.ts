import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createTestApp } from '../platform/testing/test-app';
import { createProvider, newVisit, type ProviderError } from './provider';
import { CLIENT_ID } from './testing/openid-provider';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A provider that answers as the test says. @returns its issuer */
async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port on which nothing listens. */
async function closedIssuer(): Promise<string> {
  const issuer = await startServer(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return issuer;
}

const visit = newVisit('http://127.0.0.1:1/api/openid/callback', false);

/** @param timeoutSeconds short only where the provider shall be too slow */
async function problemAt(issuer: string, timeoutSeconds = 5): Promise<ProviderError> {
  const config = { issuer, clientId: CLIENT_ID, clientSecret: undefined, name: 'Example' };
  const provider = createProvider(config, Date.now, timeoutSeconds);
  return provider.beginVisit(visit).then(
    () => expect.fail('the visit began'),
    (error: ProviderError) => error,
  );
}

test('a provider that is down or does not answer is unreachable', async () => {
  expect(await problemAt(await closedIssuer())).toMatchObject({ problem: 'unreachable' });
  const silent = await startServer(() => undefined);
  expect(await problemAt(silent, 0.3)).toMatchObject({ problem: 'unreachable' });
  const slow = await startServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{');
  });
  expect(await problemAt(slow, 0.3)).toMatchObject({ problem: 'unreachable' });
});

test.each([
  ['HTML', 'text/html', '<h1>Welcome</h1>'],
  ['broken JSON', 'application/json', '{"issuer": '],
  ['null', 'application/json', 'null'],
  ['no issuer', 'application/json', '{}'],
  ['another issuer', 'application/json', '{"issuer":"https://evil.example"}'],
])('a description of itself that is %s is a wrong answer', async (_what, type, body) => {
  const issuer = await startServer((_request, response) => {
    response.writeHead(200, { 'content-type': type });
    response.end(body);
  });
  const error = await problemAt(issuer);
  expect(error).toMatchObject({ name: 'ProviderError', problem: 'answer' });
  expect(error.message).not.toContain(body);
});

test('after a failure the description is read again, and after a success it is kept', async () => {
  let isBroken = true;
  let reads = 0;
  const issuer = await startServer((request, response) => {
    reads += 1;
    const origin = `http://${request.headers.host}`;
    response.writeHead(isBroken ? 500 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        issuer: origin,
        authorization_endpoint: `${origin}/auth`,
        jwks_uri: origin,
      }),
    );
  });
  const config = { issuer, clientId: CLIENT_ID, clientSecret: undefined, name: 'Example' };
  const provider = createProvider(config, Date.now);
  await expect(provider.beginVisit(visit)).rejects.toMatchObject({ problem: 'answer' });
  isBroken = false;
  await Promise.all([provider.beginVisit(visit), provider.beginVisit(visit)]);
  await provider.beginVisit(visit);
  expect(reads).toBe(2);
});

test('a sign-in without its provider is refused with a code, and passwords still work', async () => {
  const parley = await createTestApp({
    env: { OIDC_ISSUER: await closedIssuer(), OIDC_CLIENT_ID: CLIENT_ID, OIDC_NAME: 'Example' },
  });
  const { body } = await parley.api.post('/api/openid/start').send({}).expect(503);
  expect(body.error).toMatchObject({
    code: 'PROVIDER_UNAVAILABLE',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(JSON.stringify(body)).not.toMatch(/at |ECONNREFUSED|127\.0\.0\.1/);
  await parley.register('Ana');
  await parley.close();
});

test('without a provider nothing is offered', async () => {
  const parley = await createTestApp();
  await parley.api.get('/api/openid').expect(200, { provider: null });
  await parley.api.post('/api/openid/start').send({}).expect(404);
  await parley.close();
});

import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProvider, newVisit, type Visit } from './provider';
import { CLIENT_ID, CLIENT_SECRET } from './testing/openid-provider';

/** A provider that issues whatever ID token a test wants. */
let server: Server;
let issuer = '';
let idToken = '';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

beforeAll(async () => {
  server = createServer((request, response) => {
    const documents: Record<string, object> = {
      '/.well-known/openid-configuration': {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      },
      '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] },
      '/token': { access_token: 'unused', token_type: 'Bearer', id_token: idToken },
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(documents[request.url ?? ''] ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1000);

interface Forgery {
  claims?: Record<string, unknown>;
  header?: object;
  signature?: (text: string) => string;
}

function tokenFor(visit: Visit, { claims, header, signature }: Forgery): string {
  const text = `${encode({ alg: 'RS256', kid: 'one', ...header })}.${encode({
    iss: issuer,
    sub: 'ana',
    aud: CLIENT_ID,
    nonce: visit.nonce,
    iat: seconds(),
    exp: seconds() + 60,
    email: 'ana@example.org',
    email_verified: true,
    name: 'Ana',
    ...claims,
  })}`;
  const right = () => sign('sha256', Buffer.from(text), privateKey).toString('base64url');
  return `${text}.${signature?.(text) ?? right()}`;
}

function endVisit(forgery: Forgery) {
  const config = { issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, name: 'Example' };
  const visit = newVisit('http://127.0.0.1:1/api/openid/callback', false);
  idToken = tokenFor(visit, forgery);
  const query = new URLSearchParams({ code: 'a-code', state: visit.state });
  return createProvider(config, Date.now).endVisit(query, visit);
}

test('an ID token that is right in everything names the user', async () => {
  expect(await endVisit({})).toEqual({
    issuer,
    subject: 'ana',
    email: 'ana@example.org',
    isEmailVerified: true,
    name: 'Ana',
  });
});

test('only the value true means that an address is verified', async () => {
  for (const value of ['true', 1, 'yes', null, {}]) {
    const { isEmailVerified } = await endVisit({ claims: { email_verified: value } });
    expect(isEmailVerified).toBe(false);
  }
});

const bySecret = (text: string) =>
  createHmac('sha256', CLIENT_SECRET).update(text).digest('base64url');

const FORGERIES: [string, Forgery][] = [
  ['for another client', { claims: { aud: 'another' } }],
  ['of another issuer', { claims: { iss: 'https://evil.example' } }],
  ['with another nonce', { claims: { nonce: 'another' } }],
  ['without a nonce', { claims: { nonce: undefined } }],
  ['that has expired', { claims: { exp: seconds() - 3600 } }],
  ['without a subject', { claims: { sub: undefined } }],
  [
    'signed with another key',
    { signature: (text) => sign('sha256', Buffer.from(text), stranger).toString('base64url') },
  ],
  ['without a signature', { header: { alg: 'none' }, signature: () => '' }],
  ['signed with the client secret', { header: { alg: 'HS256' }, signature: bySecret }],
  ['that is no token', { signature: () => '.x.y' }],
];

test.each(FORGERIES)('an ID token %s is refused', async (_what, forgery) => {
  await expect(endVisit(forgery)).rejects.toMatchObject({
    name: 'ProviderError',
    problem: 'answer',
  });
});

import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connect, rootCertificates, type TLSSocket } from 'node:tls';
import { LOCAL_AUTHORITY_PATH } from '@parley/shared/local-authority';
import { generate } from 'selfsigned';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { localAuthorityOf } from './local-authority';
import { createLogger } from './logger';
import { createScope } from './scope';
import {
  createTestApp,
  joinInput,
  registerWith,
  TestSocket,
  type TestApp,
} from './testing/test-app';
import { createWebServer } from './web-server';

interface Pair {
  cert: string;
  key: string;
}

const makePair = async (name: string, ca?: Pair): Promise<Pair> => {
  const mayIssue = name === 'authority';
  const pems = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: mayIssue },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: mayIssue },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: name },
        ],
      },
    ],
    ...(ca && { ca }),
  });
  return { cert: pems.cert, key: pems.private };
};

let authority: Pair;
let first: Pair;
let second: Pair;
let alone: Pair;
beforeAll(async () => {
  authority = await makePair('authority');
  [first, second, alone] = await Promise.all([
    makePair('first', authority),
    makePair('second', authority),
    makePair('alone'),
  ]);
});

let folder: string;
let open: TestApp[];
let logged: string;
const logger = createLogger('info', { write: (line) => void (logged += line) });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-tls-'));
  open = [];
  logged = '';
});
afterEach(async () => {
  await Promise.all(open.map((app) => app.close()));
  rmSync(folder, { recursive: true });
});
/** Installs a certificate as certbot does: new files, and links that are replaced atomically. */
function install(pair: Partial<Pair>, version: number): void {
  mkdirSync(join(folder, 'live'), { recursive: true });
  for (const [name, pem] of Object.entries(pair)) {
    const target = join(folder, `${name}${version}.pem`);
    writeFileSync(target, pem);
    symlinkSync(target, join(folder, 'live', 'next'));
    renameSync(join(folder, 'live', 'next'), join(folder, 'live', `${name}.pem`));
  }
}

const certFile = () => join(folder, 'live', 'cert.pem');
const keyFile = () => join(folder, 'live', 'key.pem');

async function serve(pair: Pair): Promise<TestApp> {
  install(pair, 1);
  const env = { TLS_CERT_FILE: certFile(), TLS_KEY_FILE: keyFile() };
  const parley = await createTestApp({ env, app: { tlsCheckMs: 20, logger } });
  open.push(parley);
  return parley;
}

/** The name in the certificate that a new connection gets. */
function presentedBy(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket: TLSSocket = connect(
      { host: hostname, port: Number(port), ca: [authority.cert, alone.cert] },
      () => {
        const { CN } = socket.getPeerCertificate().subject;
        resolve(String(CN));
        socket.destroy();
      },
    );
    socket.once('error', reject);
  });
}

const ask = (url: string, ca: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(url, { ca }, (response) => {
      response.resume();
      resolve(response);
    }).once('error', reject);
  });

async function askWhole(url: string, ca: string) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { ca }, resolve).once('error', reject);
  });
  return { headers: response.headers, body: await buffer(response) };
}

test('a renewed certificate is used without a restart, and sockets stay open', async () => {
  const parley = await serve(first);
  const ana = await registerWith(parley.api, 'Ana', authority.cert);
  const socket = await TestSocket.connect(parley.url, ana.accessToken, { ca: authority.cert });
  const { id } = socket.socket;
  expect(await presentedBy(parley.url)).toBe('first');

  install(second, 2);
  await expect.poll(() => presentedBy(parley.url)).toBe('second');
  expect(socket.socket).toMatchObject({ connected: true, id });
  const answer = await socket.send('meeting:join', joinInput('no-such-room'));
  expect(answer).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  socket.close();
});

test('with a wrong key the old certificate stays in use until the right key is there', async () => {
  const parley = await serve(first);
  install({ cert: second.cert }, 2);
  await expect.poll(() => logged).toContain('the old one stays');
  expect(await presentedBy(parley.url)).toBe('first');
  install({ key: second.key }, 3);
  await expect.poll(() => presentedBy(parley.url)).toBe('second');
});

test('with HTTPS the refresh cookie is Secure, and responses have HSTS', async () => {
  const parley = await serve(first);
  const { cookie } = await registerWith(parley.api, 'Ana', authority.cert);
  expect(cookie).toMatch(/^__Host-parley_rt=/);
  const { headers } = await ask(`${parley.url}/api/health/live`, authority.cert);
  expect(headers['strict-transport-security']).toContain('max-age=31536000');
});

test('with a self-signed certificate responses have no HSTS', async () => {
  const parley = await serve(alone);
  const { headers } = await ask(`${parley.url}/api/health/live`, alone.cert);
  expect(headers).not.toHaveProperty('strict-transport-security');
});

test('a local authority is offered for download, and responses have no HSTS', async () => {
  const parley = await serve({ ...first, cert: `${first.cert}\n${authority.cert}` });
  const url = `${parley.url}${LOCAL_AUTHORITY_PATH}`;
  const { headers, body } = await askWhole(url, authority.cert);
  expect(headers['content-type']).toBe('application/x-x509-ca-cert');
  expect(headers).not.toHaveProperty('strict-transport-security');
  const offered = new X509Certificate(body);
  expect(offered.raw).toEqual(new X509Certificate(authority.cert).raw);

  // A certificate without its authority offers nothing to install.
  install(second, 2);
  await expect.poll(() => presentedBy(parley.url)).toBe('second');
  expect((await askWhole(url, authority.cert)).headers['content-type']).not.toContain('x509');
});

test('a well-known root is not a local authority', () => {
  expect(localAuthorityOf(`${first.cert}\n${rootCertificates[0]}`)).toBeNull();
  expect(localAuthorityOf(`${first.cert}\n${authority.cert}`)?.subject).toContain('authority');
});

test('plain HTTP on the HTTPS port is redirected to HTTPS', async () => {
  const parley = await serve(first);
  const plain = parley.url.replace('https:', 'http:');
  const page = await fetch(`${plain}/r/some-room?x=1`, { redirect: 'manual' });
  expect(page.status).toBe(307);
  expect(page.headers.get('location')).toBe(`${parley.url}/r/some-room?x=1`);
  const post = await fetch(`${plain}/api/auth/login`, { method: 'POST', body: '{}' });
  expect(post.status).toBe(400);
});

test.each([
  ['missing', undefined],
  ['no certificate', 'text'],
])('a server whose certificate is %s does not start and names the variable', async (_how, cert) => {
  install({ key: first.key, ...(cert !== undefined && { cert }) }, 1);
  const tls = { certFile: certFile(), keyFile: keyFile() };
  const start = () => createWebServer(() => {}, { tls, logger, scope: createScope() });
  expect(start).toThrow(/TLS_CERT_FILE/);
});

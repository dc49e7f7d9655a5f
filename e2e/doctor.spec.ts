import { startMailServer } from '../backend/src/platform/testing/mail-server';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ensureCertificate } from '../scripts/lib/certificate.mjs';
import { freePort } from '../scripts/lib/ports.mjs';
import type { Finding } from '../scripts/lib/doctor/finding.mjs';
import { Coturn, TURN_SECRET, whyNoCoturn } from './networks/support/coturn';
import { ParleyServer } from './support/server';

/** Clears the settings that a developer may have for their own server. */
const NO_SETTINGS = Object.fromEntries(
  [
    ['PUBLIC_URL', 'HOST', 'PORT', 'TLS_CERT_FILE', 'MONGODB_URI', 'STUN_URLS', 'TURN_URLS'],
    ['TURN_SECRET', 'TURN_USERNAME', 'TURN_PASSWORD', 'DOMAIN'],
    ['SFU', 'LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'],
  ]
    .flat()
    .map((name) => [name, '']),
) as Record<string, string>;

const reason = whyNoCoturn();
test.skip(reason !== null, reason ?? '');

let parley: ParleyServer;
let coturn: Coturn;
let turnPort: number;
let tlsPort: number;
let dataDir: string;
/** `PATH` of a machine whose clock is synchronized. */
let pathWithClock: string;
let files: { certFile: string; keyFile: string };
test.beforeAll(async () => {
  turnPort = await freePort();
  tlsPort = await freePort();
  dataDir = mkdtempSync(join(tmpdir(), 'parley-doctor-'));
  pathWithClock = pathWith('timedatectl', 'echo yes');
  const names = { names: ['localhost'], addresses: ['127.0.0.1'] };
  files = await ensureCertificate({ dataDir, ...names });
  const { certFile, keyFile } = files;
  const loopback = ['--allow-loopback-peers', '--allowed-peer-ip=127.0.0.1'];
  loopback.push(`--tls-listening-port=${tlsPort}`, `--cert=${certFile}`, `--pkey=${keyFile}`);
  [parley, coturn] = await Promise.all([
    ParleyServer.start(),
    Coturn.start({ address: '127.0.0.1', port: turnPort, more: loopback }),
  ]);
});
test.afterAll(async () => {
  await parley.stop();
  await coturn.stop();
  rmSync(dataDir, { recursive: true });
});

/** `PATH` on which a script replaces one program. */
function pathWith(program: string, script: string): string {
  const folder = mkdtempSync(join(dataDir, 'bin-'));
  writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return `${folder}:${process.env['PATH']}`;
}

const setUp = (): Record<string, string> => ({
  ...NO_SETTINGS,
  PATH: pathWithClock,
  DATA_DIR: dataDir,
  PUBLIC_URL: parley.url,
  MONGODB_URI: parley.databaseUri,
  STUN_URLS: `stun:127.0.0.1:${turnPort}`,
  TURN_URLS: `turn:127.0.0.1:${turnPort}?transport=udp,turn:127.0.0.1:${turnPort}?transport=tcp`,
  TURN_SECRET,
});

interface Report {
  code: number | null;
  output: string;
  findings: Finding[];
  /** The first finding whose name begins with `name`. */
  finding(name: string): Finding | undefined;
}

/** Runs the command as users do, without npm. */
async function doctor(env: Record<string, string>, ...args: string[]): Promise<Report> {
  const script = join(import.meta.dirname, '../scripts/doctor.mjs');
  const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const isJson = args.includes('--json');
  const { findings } = (isJson ? JSON.parse(output) : { findings: [] }) as { findings: Finding[] };
  const finding = (name: string) => findings.find((one) => one.name.startsWith(name));
  return { code, output, findings, finding };
}

/** Starts a reverse proxy in front of Parley that breaks one thing. */
async function faultyHttpProxy(faults: {
  request?: (headers: IncomingMessage['headers']) => void;
  response?: (headers: IncomingMessage['headers']) => void;
  /** Host header that replaces the page's for WebSockets. */
  host?: string;
}): Promise<{ url: string; server: Server }> {
  const { port } = new URL(parley.url);
  const server = createServer((incoming, answer) => {
    faults.request?.(incoming.headers);
    const { method, url: path, headers } = incoming;
    const outgoing = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      faults.response?.(response.headers);
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    incoming.pipe(outgoing);
  });
  if (faults.request === undefined) {
    server.on('upgrade', ({ url, headers }, inner) => {
      const outer = connect(Number(port), '127.0.0.1');
      const sent = { ...headers, ...(faults.host !== undefined && { host: faults.host }) };
      const lines = Object.entries(sent).map(([name, value]) => `${name}: ${String(value)}\r\n`);
      outer.write(`GET ${url} HTTP/1.1\r\n${lines.join('')}\r\n`);
      inner.pipe(outer).pipe(inner);
      inner.on('error', () => outer.destroy());
      outer.on('error', () => inner.destroy());
    });
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return { url: `http://localhost:${address.port}`, server };
}

test('a correct set-up passes every check and exits with 0', async () => {
  const mail = await startMailServer();
  const env = {
    ...setUp(),
    SMTP_URL: mail.url,
    MAIL_FROM: 'Parley <parley@example.org>',
  };
  try {
    const { code, findings, output } = await doctor(env, '--json');
    // The server of this test has no SFU, which is no fault.
    const others = findings.filter(({ status }) => status !== 'passed');
    expect(others.map(({ name, status }) => [name, status])).toEqual([['SFU', 'skipped']]);
    expect(findings).toHaveLength(12);
    expect(code, output).toBe(0);
    const readable = await doctor(env);
    expect(readable.output).toContain('11 passed, 0 failed, 1 skipped');
    expect(readable.output).toMatch(
      /✓ Database: (MongoDB|FerretDB) [\d.]+.* answers and may be written to/,
    );
  } finally {
    await mail.close();
  }
});

test('from outside the doctor needs no secret and skips the checks that need one', async () => {
  const { code, findings } = await doctor(NO_SETTINGS, parley.url, '--json');
  expect(code).toBe(0);
  const skipped = findings.filter(({ status }) => status === 'skipped');
  expect(skipped.map(({ name }) => name)).toEqual(['Database', 'Mail server', 'TURN', 'SFU']);
});

test('the doctor reports a secret that coturn does not share, and a relay that does not exist', async () => {
  const wrong = await doctor({ ...setUp(), TURN_SECRET: 'another-one' }, '--json');
  expect(wrong.code).toBe(1);
  expect(wrong.finding('turn:')?.detail).toContain('wrong secret');
  expect(wrong.finding('turn:')?.remedy).toContain('static-auth-secret');

  const closed = await freePort();
  const TURN_URLS = `turn:127.0.0.1:${closed}?transport=tcp,turn:no-such-host.invalid`;
  const missing = await doctor({ ...setUp(), TURN_URLS }, '--json');
  expect(missing.code).toBe(1);
  expect(missing.finding(`turn:127.0.0.1:${closed}`)?.detail).toContain('refuses connections');
  expect(missing.finding('turn:no-such')?.status).toBe('failed');
});

test('over TLS, page and relay pass only if the certificate is trusted', async () => {
  const { certFile: TLS_CERT_FILE, keyFile: TLS_KEY_FILE } = files;
  const secure = await ParleyServer.start({ TLS_CERT_FILE, TLS_KEY_FILE });
  const PUBLIC_URL = secure.url.replace('http:', 'https:');
  const env = { ...setUp(), PUBLIC_URL, TURN_URLS: `turns:127.0.0.1:${tlsPort}` };
  try {
    const trusting = await doctor({ ...env, NODE_EXTRA_CA_CERTS: TLS_CERT_FILE }, '--json');
    const others = trusting.findings.filter(({ status }) => status !== 'passed');
    expect(others.map(({ name }) => name)).toEqual(['Mail server', 'SFU']);
    expect(trusting.finding('Sign-in cookie')?.detail).toContain('HTTPS');

    const doubting = await doctor(env, '--json');
    expect(doubting.code).toBe(1);
    // A browser may open such a page after a warning; a relay with such a certificate just fails.
    expect(doubting.finding('Secure origin')?.status).toBe('warning');
    expect(doubting.finding('turns:')?.detail).toContain('browsers refuse it');
  } finally {
    await secure.stop();
  }
});

test('the doctor detects a relay into private networks', async () => {
  const port = await freePort();
  // A configuration without the list of denied peers allows these.
  const open = [
    '--allow-loopback-peers',
    '--allowed-peer-ip=127.0.0.1',
    '--allowed-peer-ip=10.0.0.1',
  ];
  const careless = await Coturn.start({ address: '127.0.0.1', port, more: open });
  try {
    const TURN_URLS = `turn:127.0.0.1:${port}`;
    const { code, finding } = await doctor({ ...setUp(), TURN_URLS }, '--json');
    expect(code).toBe(1);
    expect(finding('turn:')?.detail).toContain('relays into private networks (10.0.0.1)');
  } finally {
    await careless.stop();
  }
});

test('the doctor reports a database that is down twice: through the server and directly', async () => {
  parley.database.cut();
  try {
    // The server checks its database at most once a second.
    const ready = () => fetch(`${parley.url}/api/health/ready`).then(({ status }) => status);
    await expect.poll(ready).toBe(503);
    const env = setUp();
    const MONGODB_URI = `${env['MONGODB_URI']}&serverSelectionTimeoutMS=1000`;
    const { code, finding } = await doctor({ ...env, MONGODB_URI }, '--json');
    expect(code).toBe(1);
    expect(finding('Server')?.detail).toContain('not ready');
    expect(finding('Database')?.detail).toContain('does not answer');
    expect(finding('WebSocket')?.status).toBe('passed');
  } finally {
    parley.database.mend();
  }
});

test('the doctor detects a proxy that drops the Upgrade header, and accepts one that passes it on', async () => {
  const dropping = await faultyHttpProxy({
    request: (headers) => {
      delete headers.upgrade;
      headers.connection = 'close';
    },
  });
  const harmless = await faultyHttpProxy({});
  try {
    const dropped = await doctor(NO_SETTINGS, dropping.url, '--json');
    expect(dropped.code).toBe(1);
    expect(dropped.finding('WebSocket')?.detail).toContain('drops the Upgrade header');
    expect(dropped.finding('Server')?.status).toBe('passed');

    const fine = await doctor(NO_SETTINGS, harmless.url, '--json');
    expect(fine.findings.filter(({ status }) => status === 'failed')).toEqual([]);
  } finally {
    dropping.server.close();
    harmless.server.close();
  }
});

test('the doctor detects a proxy that rewrites the Host header, which makes its origin a foreign one', async () => {
  const renaming = await faultyHttpProxy({ host: 'app:3000' });
  const { code, finding } = await doctor(NO_SETTINGS, renaming.url, '--json');
  renaming.server.close();
  expect(code).toBe(1);
  expect(finding('Allowed origins')?.status).toBe('failed');
  expect(finding('Allowed origins')?.remedy).toContain(`PUBLIC_URL=${renaming.url}`);
  expect(finding('WebSocket')?.status).toBe('passed');
});

test('a clock that is an hour wrong fails, half a minute is a warning', async () => {
  for (const [seconds, status, code] of [
    [3_600, 'failed', 1],
    [-30, 'warning', 0],
  ] as const) {
    const proxy = await faultyHttpProxy({
      response: (headers) => {
        headers.date = new Date(Date.now() + seconds * 1000).toUTCString();
      },
    });
    const report = await doctor(NO_SETTINGS, proxy.url, '--json');
    proxy.server.close();
    expect(report.finding('Clock')?.status).toBe(status);
    expect(report.code).toBe(code);
  }
});

test('on the server itself the doctor asks whether the clock is synchronized instead of comparing it', async () => {
  for (const [script, status, words] of [
    ['echo no', 'warning', 'not synchronized'],
    ['exit 1', 'skipped', 'nothing was compared'],
  ] as const) {
    const env = { ...setUp(), PATH: pathWith('timedatectl', script) };
    const { finding, code } = await doctor(env, '--json');
    expect(finding('Clock')).toMatchObject({ status, detail: expect.stringContaining(words) });
    expect(code).toBe(0);
  }
});

test('wrong usage exits with 2', async () => {
  expect((await doctor(NO_SETTINGS, 'meet.example.org')).code).toBe(2);
  expect((await doctor(NO_SETTINGS, '--fast')).code).toBe(2);
  expect((await doctor(NO_SETTINGS, parley.url, parley.url)).code).toBe(2);
});

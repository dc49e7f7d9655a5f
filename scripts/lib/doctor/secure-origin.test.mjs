import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureCertificate } from '../certificate.mjs';
import { checkSecureOrigin, judge } from './secure-origin.mjs';

const day = 86_400_000;
const now = Date.parse('2026-11-21T12:00:00Z');
const quarter = { problems: [], from: now - 30 * day, to: now + 60 * day };

test('plain HTTP is secure only on this machine', async () => {
  for (const origin of ['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000']) {
    expect(await checkSecureOrigin({ origin })).toMatchObject({ status: 'passed' });
  }
  const plain = await checkSecureOrigin({ origin: 'http://192.168.1.5:3000' });
  expect(plain).toMatchObject({ status: 'failed' });
  expect(plain.remedy).toContain('npm start -- --https');
});

test('a certificate that expires soon fails', () => {
  expect(judge('meet.example.org', quarter, now).status).toBe('passed');
  expect(judge('meet.example.org', { ...quarter, to: now + 13 * day }, now).status).toBe('failed');
  // A certificate with a lifetime of six days is renewed every four.
  const short = { problems: [], from: now - 2 * day, to: now + 4 * day };
  expect(judge('meet.example.org', short, now).status).toBe('passed');
});

test('a generated certificate is a warning in a local network and fails in public', () => {
  const own = { ...quarter, problems: ['DEPTH_ZERO_SELF_SIGNED_CERT'] };
  for (const host of ['localhost', '192.168.1.5', 'workshop', 'workshop.local', 'fd00::2']) {
    expect(judge(host, own, now).status, host).toBe('warning');
  }
  for (const host of ['meet.example.org', '203.0.113.7', '2a00::1']) {
    expect(judge(host, own, now).status, host).toBe('failed');
  }
  const foreign = { ...quarter, problems: ['ERR_TLS_CERT_ALTNAME_INVALID'] };
  expect(judge('localhost', foreign, now).status).toBe('failed');
});

test('an expired or misnamed self-signed certificate is reported with that fault', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-secure-origin-'));
  const { certFile, keyFile } = await ensureCertificate({
    dataDir,
    names: ['localhost'],
    addresses: [],
  });
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const found = (/** @type {string} */ host, /** @type {number} */ at) =>
    checkSecureOrigin({ origin: `https://${host}:${port}` }, at);
  try {
    expect(await found('localhost', Date.now())).toMatchObject({ status: 'warning' });
    const later = await found('localhost', Date.now() + 500 * day);
    expect(later).toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(/^the certificate has expired, and .*authority/),
      remedy: expect.stringContaining('Renew it'),
    });
    expect(await found('localhost', Date.now() - 500 * day)).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('not valid yet'),
    });
    expect(await found('127.0.0.1', Date.now())).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('for another name than 127.0.0.1'),
    });
  } finally {
    server.close();
    rmSync(dataDir, { recursive: true });
  }
});

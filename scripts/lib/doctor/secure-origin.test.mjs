import { expect, test } from 'vitest';
import { checkSecureOrigin, judge } from './secure-origin.mjs';

const day = 86_400_000;
const now = Date.parse('2026-11-21T12:00:00Z');
const quarter = { from: now - 30 * day, to: now + 60 * day };

test('plain HTTP is secure on this machine and nowhere else', async () => {
  for (const origin of ['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000']) {
    expect(await checkSecureOrigin({ origin })).toMatchObject({ status: 'passed' });
  }
  const plain = await checkSecureOrigin({ origin: 'http://192.168.1.5:3000' });
  expect(plain).toMatchObject({ status: 'failed' });
  expect(plain.remedy).toContain('npm start -- --https');
});

test('a certificate that ends soon fails before it has ended', () => {
  expect(judge('meet.example.org', quarter, now).status).toBe('passed');
  expect(judge('meet.example.org', { ...quarter, to: now + 13 * day }, now).status).toBe('failed');
  // One that lives for six days is renewed every four.
  const short = { from: now - 2 * day, to: now + 4 * day };
  expect(judge('meet.example.org', short, now).status).toBe('passed');
});

test('a certificate made here is fine in a local network and not in public', () => {
  const own = { ...quarter, problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
  for (const host of ['localhost', '192.168.1.5', 'workshop', 'workshop.local', 'fd00::2']) {
    expect(judge(host, own, now).status, host).toBe('warning');
  }
  for (const host of ['meet.example.org', '203.0.113.7', '2a00::1']) {
    expect(judge(host, own, now).status, host).toBe('failed');
  }
  const foreign = { ...quarter, problem: 'ERR_TLS_CERT_ALTNAME_INVALID' };
  expect(judge('localhost', foreign, now).status).toBe('failed');
});

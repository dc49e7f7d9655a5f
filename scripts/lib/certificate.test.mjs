import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureCertificate, renewCertificate } from './certificate.mjs';
import { addressesForOthers, localNames, outsideAddresses } from './local-names.mjs';

const dayMs = 86_400_000;

/** @type {string} */
let dataDir;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-certificate-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const names = ['localhost', 'workshop'];
const addresses = ['127.0.0.1', '::1', '192.0.2.7', 'fd00::2'];
const ensure = (more = {}) => ensureCertificate({ dataDir, names, addresses, ...more });

/** @param {{ certFile: string }} files */
const read = ({ certFile }) => new X509Certificate(readFileSync(certFile));

test('the certificate names every name and address, and only the owner can read its key', async () => {
  const files = await ensure();
  const certificate = read(files);
  for (const name of names) expect(certificate.checkHost(name)).toBe(name);
  for (const address of addresses) expect(certificate.checkIP(address)).toBe(address);
  expect(certificate.checkIP('192.0.2.8')).toBeUndefined();
  expect(certificate.ca).toBe(false);
  expect(statSync(files.keyFile).mode & 0o777).toBe(0o600);
});

test('an authority that phones can trust signs the certificate', async () => {
  const { certFile } = await ensure();
  const [, root = ''] = readFileSync(certFile, 'utf8').split(/(?<=-----END CERTIFICATE-----)\s/);
  const authority = new X509Certificate(root);
  expect(authority.ca).toBe(true);
  expect(authority.checkIssued(authority)).toBe(true);
  expect(read({ certFile }).checkIssued(authority)).toBe(true);
  expect(read({ certFile }).verify(authority.publicKey)).toBe(true);
  expect(statSync(join(dataDir, 'tls', 'ca-key.pem')).mode & 0o777).toBe(0o600);
});

test('renewing the certificate keeps the authority, so that devices install it once', async () => {
  const authority = () => readFileSync(join(dataDir, 'tls', 'ca.pem'), 'utf8');
  expect(await ensure()).toMatchObject({ isNew: true, isNewAuthority: true });
  const before = authority();
  const again = await ensure({ addresses: ['192.0.2.99'], now: Date.now() + 370 * dayMs });
  expect(again).toMatchObject({ isNew: true, isNewAuthority: false });
  expect(authority()).toBe(before);
  const muchLater = await ensure({ now: Date.now() + 3_400 * dayMs });
  expect(muchLater).toMatchObject({ isNew: true, isNewAuthority: true });
});

test('a certificate whose authority is missing is replaced', async () => {
  await ensure();
  rmSync(join(dataDir, 'tls', 'ca-key.pem'));
  expect(await ensure()).toMatchObject({ isNew: true, isNewAuthority: true });
  expect((await ensure()).isNew).toBe(false);
});

test('while Parley runs, the certificate is renewed for a new address', async () => {
  const files = await ensure();
  let found = { names, addresses };
  const renewed = new Promise((resolve, reject) => {
    const stop = renewCertificate({
      dataDir,
      find: () => found,
      everyMs: 5,
      onRenewed: () => resolve(stop()),
      onError: reject,
    });
  });
  found = { names, addresses: ['192.0.2.99'] };
  await renewed;
  expect(read(files).checkIP('192.0.2.99')).toBe('192.0.2.99');
});

test('the lifetime of the certificate is short enough for phones', async () => {
  const { validFrom, validTo } = read(await ensure());
  expect((Date.parse(validTo) - Date.parse(validFrom)) / dayMs).toBeLessThan(398);
});

test('a valid certificate is kept, so that browsers warn once', async () => {
  const { fingerprint256 } = read(await ensure());
  const again = await ensure({ addresses: addresses.slice(0, 3), now: Date.now() + 300 * dayMs });
  expect(again.isNew).toBe(false);
  expect(read(again).fingerprint256).toBe(fingerprint256);
});

test('the certificate is renewed a month before it expires', async () => {
  await ensure();
  const later = Date.now() + 370 * dayMs;
  const again = await ensure({ now: later });
  expect(again.isNew).toBe(true);
  expect(Date.parse(read(again).validTo) - later).toBeGreaterThan(390 * dayMs);
});

test('the certificate is renewed for a new address of the machine', async () => {
  await ensure();
  const again = await ensure({ addresses: [...addresses, '192.0.2.99'] });
  expect(again.isNew).toBe(true);
  expect(read(again).checkIP('192.0.2.99')).toBe('192.0.2.99');
});

test('the certificate is replaced if its key is missing or belongs to another one', async () => {
  const { keyFile } = await ensure();
  writeFileSync(keyFile, 'broken');
  expect((await ensure()).isNew).toBe(true);
  expect((await ensure()).isNew).toBe(false);
});

/** @param {string} address @param {boolean} internal */
const entry = (address, internal = false) =>
  /** @type {import('node:os').NetworkInterfaceInfo} */ ({
    address,
    internal,
    family: address.includes(':') ? 'IPv6' : 'IPv4',
    netmask: '',
    mac: '',
    cidr: null,
  });
const interfaces = {
  lo: [entry('127.0.0.1', true), entry('::1', true)],
  eth0: [entry('fe80::1'), entry('fd00::2'), entry('192.0.2.7')],
};

test('other devices get the addresses that they can reach', () => {
  expect(outsideAddresses(interfaces)).toEqual(['192.0.2.7', 'fd00::2']);
  expect(addressesForOthers(undefined, 3000, interfaces)).toEqual(['https://192.0.2.7:3000']);
  expect(addressesForOthers('0.0.0.0', 443, interfaces)).toEqual(['https://192.0.2.7']);
  expect(addressesForOthers('::', 3000, { eth0: [entry('fd00::2')] })).toEqual([
    'https://[fd00::2]:3000',
  ]);
  expect(addressesForOthers('127.0.0.1', 3000, interfaces)).toEqual([]);
  expect(addressesForOthers('192.0.2.9', 3000, interfaces)).toEqual(['https://192.0.2.9:3000']);
});

test('addresses of containers and virtual machines are left out', () => {
  const containers = {
    docker0: [entry('172.17.0.1')],
    'br-0123456789ab': [entry('172.18.0.1')],
    veth1a2b3c: [entry('172.19.0.1')],
    virbr0: [entry('192.168.122.1')],
    'vEthernet (WSL)': [entry('172.20.0.1')],
  };
  expect(outsideAddresses({ ...containers, ...interfaces })).toEqual(['192.0.2.7', 'fd00::2']);
  const bridges = { 'br-lan': [entry('192.0.2.8')], br0: [entry('192.0.2.9')] };
  expect(outsideAddresses(bridges)).toEqual(['192.0.2.8', '192.0.2.9']);
});

test('the names always contain loopback and the host name', () => {
  const { names: all, addresses: numbers } = localNames(interfaces);
  expect(all[0]).toBe('localhost');
  expect(numbers).toEqual(['127.0.0.1', '::1', '192.0.2.7', 'fd00::2']);
});

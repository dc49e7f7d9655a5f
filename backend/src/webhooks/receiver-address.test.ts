import { expect, test } from 'vitest';
import { checkedAddresses, isPublicAddress } from './receiver-address';

const signal = new AbortController().signal;
const answering = (...addresses: string[]) => ({
  resolve: () => Promise.resolve(addresses),
  allowPrivate: false,
});

test.each([
  ['private', ['10.0.0.1', '172.16.0.1', '192.168.1.1', 'fd12::1', 'fc00::1']],
  ['loopback', ['127.0.0.1', '127.255.255.254', '::1', '0.0.0.0', '0.1.2.3', '::']],
  ['link-local', ['169.254.0.1', 'fe80::1', 'fec0::1']],
  ['shared (CGNAT)', ['100.64.0.1', '100.127.255.255']],
  ['metadata', ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16']],
  ['multicast and broadcast', ['224.0.0.1', '239.1.1.1', 'ff02::1', '255.255.255.255']],
  ['reserved and for documents', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '240.0.0.1']],
  ['special', ['192.0.0.192', '198.18.0.1', '2001:db8::1', '100::1']],
  ['IPv4 in IPv6', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::127.0.0.1']],
  ['translated', ['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001:0:1::1']],
  ['no address', ['', 'localhost', '1.2.3', '127.1', '0x7f000001', '2130706433']],
])('an address that is %s is not public', (_kind, addresses) => {
  expect(addresses.filter(isPublicAddress)).toEqual([]);
});

test('addresses of the public internet are public', () => {
  const addresses = ['1.1.1.1', '93.184.216.34', '100.63.255.255', '2606:4700::1111'];
  expect(addresses.filter(isPublicAddress)).toEqual(addresses);
});

test('a name is refused as a whole if one of its addresses is not public', async () => {
  const mixed = answering('93.184.216.34', '10.0.0.1');
  await expect(checkedAddresses('mixed.example', mixed, signal)).rejects.toThrow('no address');
});

test('a name without an address is refused, and so is one that cannot be resolved', async () => {
  await expect(checkedAddresses('none.example', answering(), signal)).rejects.toThrow('no address');
  const broken = { resolve: () => Promise.reject(new Error('SERVFAIL')), allowPrivate: false };
  await expect(checkedAddresses('bad.example', broken, signal)).rejects.toThrow('no address');
});

test('a name server cannot pass anything on that is not an address', async () => {
  const strange = answering('93.184.216.34', 'internal.example');
  await expect(checkedAddresses('odd.example', strange, signal)).rejects.toThrow('no address');
});

test('the operator may allow private addresses', async () => {
  const allowed = { ...answering('10.0.0.1', 'fd00::1'), allowPrivate: true };
  expect(await checkedAddresses('internal.example', allowed, signal)).toEqual([
    { address: '10.0.0.1', family: 4 },
    { address: 'fd00::1', family: 6 },
  ]);
});

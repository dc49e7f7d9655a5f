import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { createClientView } from './client-view';

const behindOne = createClientView((_address, hop) => hop < 1);
const behindNone = createClientView(() => false);

const request = (headers: Record<string, string>, encrypted?: boolean) =>
  ({ headers, socket: { remoteAddress: '198.51.100.1', encrypted } }) as unknown as IncomingMessage;

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['203.0.113.9:51234', '203.0.113.9'],
  ['2001:db8::9', '2001:db8::9'],
  ['[2001:db8::9]', '2001:db8::9'],
  ['[2001:db8::9]:51234', '2001:db8::9'],
  ['192.0.2.1, 203.0.113.9:51234', '203.0.113.9'],
  ['unknown', '198.51.100.1'],
  ['203.0.113.999', '198.51.100.1'],
  ['', '198.51.100.1'],
])('a client with the forwarded address %s has the address %s', (forwarded, address) => {
  expect(behindOne.addressOf(request({ 'x-forwarded-for': forwarded }))).toBe(address);
  expect(behindNone.addressOf(request({ 'x-forwarded-for': forwarded }))).toBe('198.51.100.1');
});

test('only a trusted proxy can declare that a client uses HTTPS', () => {
  for (const proto of ['https', 'wss', 'https, http']) {
    expect(behindOne.isSecure(request({ 'x-forwarded-proto': proto }))).toBe(true);
    expect(behindNone.isSecure(request({ 'x-forwarded-proto': proto }))).toBe(false);
  }
  expect(behindOne.isSecure(request({ 'x-forwarded-proto': 'http' }, true))).toBe(false);
  expect(behindNone.isSecure(request({}, true))).toBe(true);
  expect(behindOne.isSecure(request({}))).toBe(false);
});

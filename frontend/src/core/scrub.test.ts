import { expect, test } from 'vitest';
import { scrub } from './scrub';

test.each([
  ['a URL', 'Failed to fetch https://parley.example.org/r/abc-defg?x=1', 'Failed to fetch [url]'],
  ['a WebSocket URL', 'WebSocket wss://[2001:db8::1]:3000/socket failed', 'WebSocket [url] failed'],
  ['a TURN URL', 'TURN turn:turn.example.org:3478?transport=udp timed out', 'TURN [url] timed out'],
  ['a data URL', "Refused 'data:audio/wav;base64,UklGRg=='", "Refused '[url]'"],
  ['an IPv4 address', 'no route to 192.168.1.17:3478 today', 'no route to [ip] today'],
  ['an IPv6 address', 'bind to fe80::1c2a:3b4c%en0 failed', 'bind to [ip] failed'],
  ['a full IPv6 address', 'from 2001:db8:0:1:1:1:1:1 refused', 'from [ip] refused'],
  ['an mDNS name', 'resolve 0f3a-12.local failed', 'resolve [host] failed'],
  ['an e-mail address', 'no account ana.b+x@example.org here', 'no account [email] here'],
  ['a JSON Web Token', 'bad eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJlMTIz!', 'bad [token]!'],
  ['a long secret', `refresh ${'aB3_'.repeat(11)} refused`, 'refresh [token] refused'],
  [
    'what a parser quotes',
    `Unexpected token 'h', "hi Ben!" is not valid JSON`,
    `Unexpected token 'h', "…" is not valid JSON`,
  ],
  ['a session description', 'Failed: v=0\r\no=- 46 2 IN IP4 10.0.0.1\r\ns=-', 'Failed: [sdp]'],
  [
    'a line of a session description',
    'Invalid SDP line. a=ice-pwd:9d8s7f6',
    'Invalid SDP line. [sdp]',
  ],
  [
    'a candidate',
    'Error processing candidate:1 1 udp 2 10.0.0.7 5000 typ host',
    'Error processing [candidate]',
  ],
])('%s is removed', (_what, text, clean) => {
  expect(scrub(text)).toBe(clean);
});

test.each([
  ["Failed to execute 'setSinkId' on 'HTMLMediaElement': a device is gone"],
  ['NotAllowedError: Permission denied'],
  ['participant 65f0c1d2e3b4a5968778695a instance 0123456789abcdef0123456789abcdef'],
  ['version 1.2.3 at 12:30, 16:9, ice: restart 3 of 5'],
  ['Called in wrong state: have-local-offer'],
])('%s stays as it is', (text) => {
  expect(scrub(text)).toBe(text);
});

import { expect, test } from 'vitest';
import { parseTurnUrl } from './turn-url.mjs';

test('missing parts of a URL get the defaults of browsers', () => {
  expect(parseTurnUrl('turn:turn.example.org')).toEqual({
    purpose: 'turn',
    host: 'turn.example.org',
    port: 3478,
    transport: 'udp',
  });
  expect(parseTurnUrl('turns:turn.example.org')).toMatchObject({ port: 5349, transport: 'tls' });
  expect(parseTurnUrl('stun:192.0.2.1:19302')).toMatchObject({ purpose: 'stun', port: 19_302 });
  expect(parseTurnUrl('turn:[2001:db8::1]:443?transport=tcp')).toMatchObject({
    host: '2001:db8::1',
    port: 443,
    transport: 'tcp',
  });
});

test('a URL that browsers cannot use is invalid', () => {
  const wrong = ['https://turn.example.org', 'turn://turn.example.org', 'turn:', 'turn:a:0'];
  const odd = ['turn:a:70000', 'turn:a?transport=sctp', 'turns:a?transport=udp', 'turn:a b'];
  for (const text of [...wrong, ...odd]) expect(parseTurnUrl(text), text).toBeUndefined();
});

import { expect, test } from 'vitest';
import { negotiatedFingerprints } from './fingerprints';

const fingerprint = (byte: string): string => Array.from({ length: 32 }, () => byte).join(':');
const [OWN, PEERS, OTHER] = [fingerprint('0A'), fingerprint('B1'), fingerprint('C2')];

function sdp(...lines: string[]): RTCSessionDescription {
  const sections = lines.map((line) => `m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n${line}\r\n`);
  return { type: 'offer', sdp: `v=0\r\n${sections.join('')}` } as RTCSessionDescription;
}

const read = (local: RTCSessionDescription | null, remote: RTCSessionDescription | null) =>
  negotiatedFingerprints({ currentLocalDescription: local, currentRemoteDescription: remote });

test('the fingerprints are those of both settled descriptions', () => {
  const own = `a=fingerprint:sha-256 ${OWN}`;
  const peers = `a=fingerprint:sha-256 ${PEERS}`;
  expect(read(sdp(own, own), sdp(peers))).toEqual({ local: OWN, remote: PEERS });
});

test('the case of hash and hexadecimal does not matter', () => {
  const own = `a=fingerprint:SHA-256 ${OWN.toLowerCase()}`;
  expect(read(sdp(own), sdp(`a=fingerprint:sha-256 ${PEERS}`))?.local).toBe(OWN);
});

test.each([
  ['no fingerprint', ['a=setup:active']],
  ['two certificates', [`a=fingerprint:sha-256 ${PEERS}`, `a=fingerprint:sha-256 ${OTHER}`]],
  ['two hashes', [`a=fingerprint:sha-256 ${PEERS}`, `a=fingerprint:sha-512 ${PEERS}`]],
  ['a weak hash', ['a=fingerprint:sha-1 AA:BB']],
  ['a fingerprint that is too short', ['a=fingerprint:sha-256 AA:BB']],
])('a description with %s gives no fingerprints', (_, lines) => {
  const own = sdp(`a=fingerprint:sha-256 ${OWN}`);
  expect(read(own, sdp(...lines))).toBeNull();
  expect(read(sdp(...lines), own)).toBeNull();
});

test('there are no fingerprints before offer and answer', () => {
  expect(read(sdp(`a=fingerprint:sha-256 ${OWN}`), null)).toBeNull();
});

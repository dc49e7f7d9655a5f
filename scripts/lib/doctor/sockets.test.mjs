import { expect, test } from 'vitest';
import { firstText } from './socket-probe.mjs';
import { judgeOrigins, judgeSocket } from './sockets.mjs';

const origin = 'https://meet.example.org';
const open = /** @type {const} */ ({ outcome: 'open' });
const refused = (status = 400, body = 'refused') =>
  /** @type {const} */ ({ outcome: 'refused', status, body });

test('what stands between page and server is told by how the handshake ends', () => {
  expect(judgeSocket(open, 4).status).toBe('passed');
  expect(judgeSocket({ outcome: 'silent' }, 4).remedy).toContain('proxy_buffering');
  const dropped = judgeSocket(refused(400, '{"code":3,"message":"Bad request"}'), 4);
  expect(dropped.detail).toContain('Upgrade');
  expect(judgeSocket(refused(404, 'not found'), 4).remedy).toContain('/socket.io/');
  expect(judgeSocket(refused(502, ''), 4).detail).toContain('502');
});

test('an origin that should be allowed and one that should not are told apart', () => {
  expect(judgeOrigins(open, refused(), origin).status).toBe('passed');
  expect(judgeOrigins(refused(), refused(), origin).remedy).toContain(`PUBLIC_URL=${origin}`);
  expect(judgeOrigins(open, open, origin).remedy).toContain('ALLOWED_ORIGINS');
  expect(judgeOrigins(refused(502, ''), refused(502, ''), origin).status).toBe('skipped');
});

test('the first frame is read when it is whole, short or long', () => {
  const greeting = `0${JSON.stringify({ sid: 'x'.repeat(120) })}`;
  const long = Buffer.concat([Buffer.from([0x81, 126, 0, greeting.length]), Buffer.from(greeting)]);
  expect(firstText(long.subarray(0, 3))).toBeUndefined();
  expect(firstText(long.subarray(0, 90))).toBeUndefined();
  expect(firstText(long)).toBe(greeting);
  expect(firstText(Buffer.from([0x81, 1, 0x30, 0x81]))).toBe('0');
  expect(firstText(Buffer.from([0x88, 0]))).toBe('');
});

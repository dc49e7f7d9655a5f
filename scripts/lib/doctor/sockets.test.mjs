import { expect, test } from 'vitest';
import { judgeOrigins, judgeSocket } from './sockets.mjs';

const origin = 'https://meet.example.org';
const open = /** @type {const} */ ({ outcome: 'open' });
const refused = (status = 400, body = 'refused') =>
  /** @type {const} */ ({ outcome: 'refused', status, body });

test('the end of the handshake shows which fault a proxy has', () => {
  expect(judgeSocket(open, 4).status).toBe('passed');
  expect(judgeSocket({ outcome: 'silent' }, 4).remedy).toContain('proxy_buffering');
  const dropped = judgeSocket(refused(400, '{"code":3,"message":"Bad request"}'), 4);
  expect(dropped.detail).toContain('Upgrade');
  expect(judgeSocket(refused(404, 'not found'), 4).remedy).toContain('/socket.io/');
  expect(judgeSocket(refused(502, ''), 4).detail).toContain('502');
});

test('the check tells an allowed origin from one that should be refused', () => {
  expect(judgeOrigins(open, refused(), origin).status).toBe('passed');
  expect(judgeOrigins(refused(), refused(), origin).remedy).toContain(`PUBLIC_URL=${origin}`);
  expect(judgeOrigins(open, open, origin).remedy).toContain('ALLOWED_ORIGINS');
  expect(judgeOrigins(refused(502, ''), refused(502, ''), origin).status).toBe('skipped');
});

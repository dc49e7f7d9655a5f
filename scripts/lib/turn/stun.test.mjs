import { expect, test } from 'vitest';
import { decode, encode, firstLength, METHOD, peer, timeLimited } from './stun.mjs';

test('a decoded message equals the encoded one', () => {
  const { packet, transaction } = encode(METHOD.createPermission, 'request', [
    peer(Buffer.from([192, 0, 2, 1]), 9),
  ]);
  expect(decode(packet)).toMatchObject({
    method: METHOD.createPermission,
    kind: 'request',
    transaction,
  });
  expect(decode(Buffer.from('GET / HTTP/1.1\r\nHost: x'))).toBeNull();
});

test('the length field separates the messages of a stream', () => {
  const { packet } = encode(METHOD.binding, 'request', []);
  expect(firstLength(packet.subarray(0, 3))).toBeUndefined();
  expect(firstLength(Buffer.concat([packet, packet]))).toBe(packet.length);
  // Channel data of five bytes, padded to eight.
  expect(firstLength(Buffer.from([0x40, 0, 0, 5]))).toBe(12);
});

test('the password is the one that coturn derives from user name and secret', () => {
  // printf %s 1700000000:ana | openssl dgst -sha1 -hmac north -binary | base64
  expect(timeLimited('north', 'ana', 1_700_000_000)).toEqual({
    username: '1700000000:ana',
    password: '/V6vMibmvRAPIMy3tyPu2GxFkDI=',
  });
});

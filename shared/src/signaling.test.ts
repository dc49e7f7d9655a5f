import { expect, it } from 'vitest';
import { descriptionSchema, hasOnlyMedia, LOBBY_MEDIA_SECTIONS } from './signaling';

const sdp = (...kinds: string[]): string =>
  ['v=0', ...kinds.map((kind) => `m=${kind} 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0`)].join('\r\n');

it('a description may have as many audio and video sections as a call needs', () => {
  const usual = ['audio', 'video'];
  expect(hasOnlyMedia(sdp(...usual))).toBe(true);
  expect(hasOnlyMedia(sdp(...usual, ...usual, ...usual))).toBe(true);
  expect(hasOnlyMedia(sdp(...usual, ...usual, ...usual, 'video'))).toBe(false);
  expect(hasOnlyMedia(sdp(...usual, 'video'), LOBBY_MEDIA_SECTIONS)).toBe(false);
});

it('data channels and unknown media are detected at any position and with any line ends', () => {
  for (const kind of ['application', 'text', 'Application', 'audio\tvideo', 'audiox']) {
    expect(hasOnlyMedia(sdp('audio', kind))).toBe(false);
    expect(hasOnlyMedia(sdp('audio', kind).replaceAll('\r', ''))).toBe(false);
  }
  expect(hasOnlyMedia(`${sdp('audio')}\r\na=x:m=application\r\n`)).toBe(true);
});

it('the error of a description names the invalid field', () => {
  const parsed = descriptionSchema.safeParse({ type: 'offer', sdp: sdp('application') });
  expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['sdp']]);
});

import { expect, it } from 'vitest';
import { withOpusParameters, withPromiseToReceive, withStartBitrate } from './sdp';

const SDP = [
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  '',
].join('\r\n');

it('withOpusParameters asks once for DTX and in-band FEC', () => {
  const asked = withOpusParameters(SDP);
  expect(asked).toContain('a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1\r\n');
  expect(withOpusParameters(asked)).toBe(asked);
});

it('withOpusParameters asks for stereo without DTX for the audio of a screen', () => {
  const both = `v=0\r\n${SDP}m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n${SDP}`;
  const [, microphone = '', , screen = ''] = withOpusParameters(both).split('m=');
  expect(microphone).toContain('usedtx=1');
  expect(microphone).not.toContain('stereo');
  expect(screen).toContain('a=fmtp:111 minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1\r\n');
  expect(withOpusParameters(withOpusParameters(both))).toBe(withOpusParameters(both));
});

it('withOpusParameters changes no other line', () => {
  const others = (sdp: string) =>
    sdp.split('\r\n').filter((line) => !line.startsWith('a=fmtp:111'));
  expect(others(withOpusParameters(SDP))).toEqual(others(SDP));
  expect(withOpusParameters('v=0\r\n')).toBe('v=0\r\n');
});

it('withStartBitrate adds the start bit rate to each video codec, with and without parameters', () => {
  const video = [
    'a=rtpmap:96 VP8/90000',
    'a=rtpmap:97 rtx/90000',
    'a=fmtp:97 apt=96',
    'a=rtpmap:98 VP9/90000',
    'a=fmtp:98 profile-id=0',
    '',
  ].join('\r\n');
  const amended = withStartBitrate(video);
  expect(amended.split('\r\n')).toEqual([
    'a=rtpmap:96 VP8/90000',
    'a=fmtp:96 x-google-start-bitrate=1000',
    'a=rtpmap:97 rtx/90000',
    'a=fmtp:97 apt=96',
    'a=rtpmap:98 VP9/90000',
    'a=fmtp:98 profile-id=0;x-google-start-bitrate=1000',
    '',
  ]);
  expect(withStartBitrate(amended)).toBe(amended);
});

it('withPromiseToReceive changes the direction of microphone and camera only', () => {
  const section = (kind: string) => `m=${kind} 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\n`;
  const all = `v=0\r\n${['audio', 'video', 'video'].map(section).join('')}`;
  const directions = [...withPromiseToReceive(all).matchAll(/^a=(\w+)/gm)].map(([, one]) => one);
  expect(directions).toEqual(['sendrecv', 'sendrecv', 'sendonly']);
  expect(withPromiseToReceive(SDP)).toBe(SDP);
});

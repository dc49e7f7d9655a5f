import { expect, test } from 'vitest';
import { publishOptionsOf } from './publish-options';

const camera = (width: number, height: number) =>
  ({ getSettings: () => ({ width, height }) }) as unknown as MediaStreamTrack;
const screen = {} as MediaStreamTrack;

test.each([
  [1280, 720, 1_700_000],
  [720, 1280, 1_700_000],
  [640, 480, 500_000],
  [320, 240, 200_000],
])('a camera of %i×%i gets as many bits as it needs', (width, height, bitrate) => {
  expect(publishOptionsOf('camera', camera(width, height)).videoEncoding?.maxBitrate).toBe(bitrate);
});

test('cameras have layers of 180 and 360 lines below their own', () => {
  const { simulcast, videoSimulcastLayers } = publishOptionsOf('camera', camera(1280, 720));
  expect(simulcast).toBe(true);
  expect(videoSimulcastLayers?.map(({ height }) => height)).toEqual([180, 360]);
});

test('screens keep their size rather than their frames, so that text stays sharp', () => {
  const options = publishOptionsOf('screen', screen);
  expect(options.degradationPreference).toBe('maintain-resolution');
  expect(options.screenShareSimulcastLayers?.map(({ height }) => height)).toEqual([720]);
});

test('a voice is sent with DTX and RED; the audio of a screen is not cut in its pauses', () => {
  expect(publishOptionsOf('microphone', screen)).toMatchObject({ dtx: true, red: true });
  expect(publishOptionsOf('screen-audio', screen)).toMatchObject({ dtx: false, red: true });
});

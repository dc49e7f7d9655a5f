import { VideoQuality } from 'livekit-client';
import { expect, test } from 'vitest';
import type { VisibleSource } from '../track-source';
import { VideoLimits } from './video-limits';

/** Records what the SFU is asked for. */
function publication(hasArrived: boolean) {
  const asked: string[] = [];
  return {
    asked,
    track: hasArrived ? ({} as never) : undefined,
    setEnabled: (on: boolean) => void asked.push(on ? 'on' : 'off'),
    setVideoDimensions: ({ width, height }: { width: number; height: number }) =>
      void asked.push(`${width}x${height}`),
    setVideoFPS: (fps: number) => void asked.push(`${fps} fps`),
    setVideoQuality: (quality: VideoQuality) => void asked.push(`layer ${VideoQuality[quality]}`),
  };
}

function ask(limits: VideoLimits, hasArrived = true, source: VisibleSource = 'camera'): string[] {
  const video = publication(hasArrived);
  limits.apply(video, 'ben', source);
  return video.asked;
}

test('a video is received as high as it is shown, and not at all while it is hidden', () => {
  const limits = new VideoLimits();
  limits.set('ben', 'camera', 360);
  expect(ask(limits)).toEqual(['on', '640x360']);
  limits.set('ben', 'camera', 0);
  expect(ask(limits)).toEqual(['off']);
});

test('before its track arrives, a layer is asked for by name, which livekit-client does not drop', () => {
  const limits = new VideoLimits();
  expect(ask(limits, false)).toEqual(['on', 'layer HIGH']);
  limits.set('ben', 'camera', 300);
  expect(ask(limits, false)).toEqual(['on', 'layer MEDIUM']);
  limits.set('ben', 'camera', 0);
  expect(ask(limits, false)).toEqual(['off']);
});

test('while a move is proved, even a large video is small', () => {
  const limits = new VideoLimits();
  limits.set('ben', 'camera', 720);
  limits.isProving = true;
  expect(ask(limits, false)).toEqual(['on', 'layer LOW']);
  expect(ask(limits)).toEqual(['on', '320x180']);
  limits.set('ben', 'camera', 90);
  expect(ask(limits)).toEqual(['on', '160x90']);
  limits.set('ben', 'camera', 0);
  expect(ask(limits)).toEqual(['off']);
});

test('low-connection mode receives no cameras, also unseen ones, and few frames of screens', () => {
  const limits = new VideoLimits();
  limits.isLow = true;
  expect(ask(limits)).toEqual(['off']);
  expect(ask(limits, true, 'screen')).toEqual(['on', '1920x1080', '3 fps']);
  limits.isLow = false;
  expect(ask(limits)).toEqual(['on', '1920x1080']);
  expect(ask(limits, true, 'screen')).toEqual(['on', '1920x1080', '15 fps']);
});

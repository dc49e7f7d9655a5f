import { expect, test } from 'vitest';
import { onGoodFrame, type ReplacedVideo } from './good-frame';

/** A video of which a test presents the frames. */
class FakeVideo {
  videoHeight = 0;
  #callback: ((now: number) => void) | null = null;

  requestVideoFrameCallback(callback: (now: number) => void): number {
    this.#callback = callback;
    return 1;
  }

  cancelVideoFrameCallback(): void {
    this.#callback = null;
  }

  present(lines: number, now: number): void {
    const callback = this.#callback;
    this.#callback = null;
    this.videoHeight = lines;
    callback?.(now);
  }
}

function waitFor(replaced: ReplacedVideo) {
  const video = new FakeVideo();
  let count = 0;
  const cancel = onGoodFrame(
    video as unknown as HTMLVideoElement,
    () => replaced,
    () => {
      count += 1;
    },
  );
  return { video, cancel, count: () => count };
}

test('a video of the same size replaces the old one with its first frame', () => {
  const { video, count } = waitFor({ lines: 360, isAlive: true });
  video.present(360, 0);
  expect(count()).toBe(1);
});

test('a smaller one waits for larger frames, but only for a second', () => {
  const grown = waitFor({ lines: 360, isAlive: true });
  grown.video.present(180, 0);
  expect(grown.count()).toBe(0);
  grown.video.present(360, 400);
  expect(grown.count()).toBe(1);
  const small = waitFor({ lines: 360, isAlive: true });
  for (const now of [0, 500, 999]) small.video.present(180, now);
  expect(small.count()).toBe(0);
  small.video.present(180, 1_000);
  expect(small.count()).toBe(1);
});

test('when the old video has stopped, any frame is better', () => {
  const { video, count } = waitFor({ lines: 720, isAlive: false });
  video.present(180, 0);
  expect(count()).toBe(1);
});

test('a video that is taken away before never replaces the old one', () => {
  const { video, cancel, count } = waitFor({ lines: 360, isAlive: true });
  video.present(180, 0);
  cancel();
  video.present(360, 100);
  expect(count()).toBe(0);
});

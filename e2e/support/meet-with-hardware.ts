import { fakeHardware } from './fake-hardware';
import type { Client } from './client';

/**
 * Runs in the page: the mean red and blue of a video's stripes and the largest contrast between
 * them, each from 0 to 255.
 */
function look(video: HTMLVideoElement): { red: number; blue: number; contrast: number } {
  const canvas = document.createElement('canvas');
  canvas.width = 64;
  canvas.height = 1;
  const context = canvas.getContext('2d')!;
  // 64 pixels across four stripes, in the upper left, where the blur finds no person.
  const scale = video.videoWidth / 320;
  context.drawImage(video, 64 * scale, 40 * scale, 64 * scale, 1, 0, 0, 64, 1);
  const { data } = context.getImageData(0, 0, 64, 1);
  const bright = [0, 2].map((part) => {
    const values = Array.from({ length: 64 }, (_, index) => data[4 * index + part]!);
    return {
      mean: values.reduce((a, b) => a + b) / 64,
      low: Math.min(...values),
      high: Math.max(...values),
    };
  });
  const [red, blue] = bright;
  return {
    red: red!.mean,
    blue: blue!.mean,
    contrast: Math.max(red!.high - red!.low, blue!.high - blue!.low),
  };
}

/** Starts a call in which Ana has devices that a test can plug in and out. */
export async function meet(ana: Client, ben: Client): Promise<void> {
  await ana.context.addInitScript(fakeHardware);
  await ana.page.reload();
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ben.join(link);
  await ben.expectMediaFrom(1);
}

/** What `viewer` sees of the stripes of `shown`. */
export const stripesOf = (viewer: Client, shown: Client) =>
  viewer.videoOf(shown).locator('video').evaluate(look);

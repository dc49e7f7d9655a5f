import { expect, it } from 'vitest';
import { frameFit, type Size } from './frame-fit';

/** The visible share of the frame's height. */
function heightSeen(frame: Size, element: Size): number {
  if (frameFit(frame, element).fit === 'contain') return 1;
  const scale = Math.max(element.width / frame.width, element.height / frame.height);
  return Math.min(1, element.height / (frame.height * scale));
}

const UPRIGHT = { width: 720, height: 1280 };
const SQUARE = { width: 720, height: 720 };
const WIDE = { width: 1280, height: 720 };
const TILES = [
  ['grid', { width: 628, height: 471 }],
  ['strip', { width: 208, height: 117 }],
  ['picture-in-picture', { width: 376, height: 230 }],
  ['large', { width: 1264, height: 690 }],
] as const;

it.each(TILES)('an upright camera shows a person from head to chest (%s)', (_, tile) => {
  expect(heightSeen(UPRIGHT, tile)).toBeGreaterThanOrEqual(2 / 3);
  expect(heightSeen(SQUARE, tile)).toBeGreaterThanOrEqual(9 / 10);
});

it.each(TILES)('a wide camera fills a wide tile (%s)', (_, tile) => {
  expect(frameFit(WIDE, tile).fit).toBe('cover');
});

it('a wide camera on an upright phone keeps its sides', () => {
  expect(frameFit(WIDE, { width: 374, height: 650 }).fit).toBe('contain');
});

it('at most a third of a wide frame is cropped', () => {
  expect(frameFit({ width: 299, height: 200 }, { width: 200, height: 200 }).fit).toBe('cover');
  expect(frameFit({ width: 301, height: 200 }, { width: 200, height: 200 }).fit).toBe('contain');
});

it('height is cropped at the bottom and width on both sides', () => {
  const fourToThree = { width: 640, height: 480 };
  expect(frameFit(fourToThree, { width: 640, height: 360 }).position).toBe('50% 0%');
  expect(frameFit(WIDE, { width: 400, height: 300 }).position).toBe('50% 50%');
});

it('a video covers its element before the first frame', () => {
  expect(frameFit({ width: 0, height: 0 }, { width: 640, height: 360 }).fit).toBe('cover');
  expect(frameFit(WIDE, { width: 0, height: 0 }).fit).toBe('cover');
});

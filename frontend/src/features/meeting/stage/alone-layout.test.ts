import { expect, it } from 'vitest';
import { aloneLayout } from './alone-layout';

it("the self-view of a user alone is no larger than the camera's video", () => {
  const { tile } = aloneLayout(1424, 740);
  expect(tile).toMatchObject({ width: 640, height: 360 });
});

const SIZES = [
  [1264, 690],
  [828, 280],
  [374, 690],
  [304, 500],
  [304, 150],
] as const;

it.each(SIZES)('the invitation has room beside or below the video (%i × %i)', (width, height) => {
  const { tile, card } = aloneLayout(width, height);
  const isBeside = card.left >= tile.left + tile.width;
  expect(isBeside || card.top >= tile.top + tile.height).toBe(true);
  expect(card.left + card.width).toBeLessThanOrEqual(width);
  expect(card.top + card.height).toBeLessThanOrEqual(height);
  expect(card.width).toBeGreaterThanOrEqual(Math.min(304, width));
});

it.each(SIZES.filter(([, height]) => height >= 264))(
  'the invitation is at least 264 pixels high on a stage of that height (%i × %i)',
  (width, height) => {
    expect(aloneLayout(width, height).card.height).toBeGreaterThanOrEqual(264);
  },
);

it.each(SIZES.filter(([, height]) => height < 200))(
  'the self-view is hidden on a low stage (%i × %i)',
  (width, height) => {
    expect(aloneLayout(width, height).tile.height).toBe(0);
  },
);

it('nothing has a negative size before the stage is measured', () => {
  const { tile, card } = aloneLayout(0, 0);
  for (const size of [tile.width, tile.height, card.width, card.height]) {
    expect(size).toBeGreaterThanOrEqual(0);
  }
});

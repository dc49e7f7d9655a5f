import { expect, it } from 'vitest';
import { aloneLayout } from './alone-layout';

it("the self-view of a user alone is no larger than the camera's video", () => {
  const { tile } = aloneLayout(1424, 740);
  expect(tile).toMatchObject({ width: 640, height: 360 });
});

it.each([
  [1264, 690],
  [828, 280],
  [374, 690],
  [304, 500],
  [304, 150],
])('the invitation has room beside or below the video (%i × %i)', (width, height) => {
  const { tile, card } = aloneLayout(width, height);
  const isBeside = card.left >= tile.left + tile.width;
  expect(isBeside || card.top >= tile.top + tile.height).toBe(true);
  expect(card.left + card.width).toBeLessThanOrEqual(width);
  expect(card.top + card.height).toBeLessThanOrEqual(height);
  if (height >= 264) expect(card.height).toBeGreaterThanOrEqual(264);
  expect(card.width).toBeGreaterThanOrEqual(Math.min(304, width));
  if (height < 200) expect(tile.height).toBe(0);
});

it('nothing has a negative size before the stage is measured', () => {
  const { tile, card } = aloneLayout(0, 0);
  for (const size of [tile.width, tile.height, card.width, card.height]) {
    expect(size).toBeGreaterThanOrEqual(0);
  }
});

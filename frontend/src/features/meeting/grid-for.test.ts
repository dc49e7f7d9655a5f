import { describe, expect, test } from 'vitest';
import { gridFor } from './grid-for';

const screens = [
  { name: 'a phone', width: 344, height: 480 },
  { name: 'a desktop', width: 1408, height: 740 },
];

describe.each(screens)('on $name', ({ width, height }) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('%i tiles fit without scrolling', (count) => {
    const grid = gridFor(count, width, height);
    expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
    expect(grid.columns * grid.tileWidth + 8 * (grid.columns - 1)).toBeLessThanOrEqual(width);
    expect(grid.rows * grid.tileHeight + 8 * (grid.rows - 1)).toBeLessThanOrEqual(height);
    expect(grid.tileWidth).toBeGreaterThanOrEqual(90);
    const ratio = grid.tileWidth / grid.tileHeight;
    expect(ratio).toBeGreaterThan(0.74);
    expect(ratio).toBeLessThan(1.79);
  });
});

test('two people are side by side on a desktop and one above the other on a phone', () => {
  expect(gridFor(2, 1408, 740).columns).toBe(2);
  expect(gridFor(2, 344, 480).columns).toBe(1);
});

test('no room at all gives tiles of no size rather than negative ones', () => {
  expect(gridFor(4, 0, 0)).toMatchObject({ tileWidth: 0, tileHeight: 0 });
});

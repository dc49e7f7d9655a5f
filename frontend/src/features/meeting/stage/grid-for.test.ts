import { describe, expect, test } from 'vitest';
import { gridFor } from './grid-for';

const GAP = 8;

const stages = [
  { name: 'phone', width: 344, height: 496 },
  { name: 'phone on its side', width: 640, height: 240 },
  { name: 'laptop', width: 1424, height: 772 },
  { name: 'laptop with a panel', width: 1060, height: 772 },
];

describe.each(stages)('on a $name', ({ width, height }) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('%i tiles fit the stage', (count) => {
    const { columns, rows, tileWidth, tileHeight } = gridFor(count, width, height);
    expect(columns * rows).toBeGreaterThanOrEqual(count);
    expect(columns * tileWidth + (columns - 1) * GAP).toBeLessThanOrEqual(width);
    expect(rows * tileHeight + (rows - 1) * GAP).toBeLessThanOrEqual(height);
    expect(tileHeight).toBeGreaterThan(70);
    expect(tileWidth / tileHeight).toBeGreaterThan(0.74);
    expect(tileWidth / tileHeight).toBeLessThan(1.8);
  });
});

test('two tiles are stacked on a phone and side by side on a laptop', () => {
  expect(gridFor(2, 344, 496)).toMatchObject({ columns: 1, rows: 2 });
  expect(gridFor(2, 1424, 772)).toMatchObject({ columns: 2, rows: 1 });
});

test('one tile is upright on a phone and wide on a laptop', () => {
  const phone = gridFor(1, 344, 496);
  expect(phone.tileHeight).toBeGreaterThan(phone.tileWidth);
  const laptop = gridFor(1, 1424, 772);
  expect(laptop.tileWidth / laptop.tileHeight).toBeCloseTo(16 / 9, 2);
});

test('nine tiles form three rows of three', () => {
  expect(gridFor(9, 1424, 772)).toMatchObject({ columns: 3, rows: 3 });
  expect(gridFor(9, 344, 496)).toMatchObject({ columns: 3, rows: 3 });
});

test('the tiles of a stage without a size have no size', () => {
  expect(gridFor(3, 0, 0)).toMatchObject({ tileWidth: 0, tileHeight: 0 });
});

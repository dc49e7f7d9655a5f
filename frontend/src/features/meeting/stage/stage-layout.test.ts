import { describe, expect, it } from 'vitest';
import { focusLayout, gridLayout, type Place } from './stage-layout';

const GAP = 8;

function overlap(a: Place, b: Place): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}

const anyOverlap = (places: readonly Place[]): boolean =>
  places.some((a, i) => places.some((b, j) => i < j && overlap(a, b)));

describe('a grid', () => {
  it('the tiles of a grid do not overlap and stay on the stage', () => {
    for (const [width, height] of [
      [344, 430],
      [1424, 740],
      [624, 180],
    ] as const) {
      for (let count = 1; count <= 30; count += 1) {
        const places = gridLayout(count, width, height, GAP);
        expect(anyOverlap(places)).toBe(false);
        for (const { left, top, ...size } of places) {
          expect(left).toBeGreaterThanOrEqual(0);
          expect(top).toBeGreaterThanOrEqual(0);
          expect(left + size.width).toBeLessThanOrEqual(width);
          expect(top + size.height).toBeLessThanOrEqual(height);
        }
      }
    }
  });

  it('the last row of a grid is centred if it is not full', () => {
    const [first, second, third] = gridLayout(3, 1424, 740, GAP) as [Place, Place, Place];
    const middle = (place: Place): number => place.left + place.width / 2;
    expect(third.top).toBeGreaterThan(first.top);
    expect(Math.abs(middle(third) - (middle(first) + middle(second)) / 2)).toBeLessThanOrEqual(1);
  });
});

describe('a spotlight', () => {
  it('the small tiles are beside the large one on a wide stage and below it on an upright one', () => {
    const wide = focusLayout(3, 1424, 740, GAP);
    expect(wide.strip.every(({ left }) => left >= wide.focus.width)).toBe(true);
    const upright = focusLayout(3, 344, 430, GAP);
    expect(upright.strip.every(({ top }) => top >= upright.focus.height)).toBe(true);
    expect(anyOverlap([wide.focus, ...wide.strip])).toBe(false);
    expect(anyOverlap([upright.focus, ...upright.strip])).toBe(false);
  });

  it('the small tiles are beside the large one on a phone in landscape', () => {
    expect(focusLayout(2, 624, 180, GAP)).toMatchObject({
      focus: { width: 484, height: 180 },
      scrolls: 'down',
    });
  });

  it('a large tile fills the stage if there is no other', () => {
    expect(focusLayout(0, 344, 430, GAP).focus).toEqual({
      left: 0,
      top: 0,
      width: 344,
      height: 430,
    });
  });

  it('a large tile has no negative size before the stage is measured', () => {
    expect(focusLayout(2, 0, 0, GAP).focus).toMatchObject({ width: 0, height: 0 });
  });
});

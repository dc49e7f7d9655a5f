import { describe, expect, it } from 'vitest';
import {
  CORNERS,
  type Corner,
  cornerAt,
  cornerBeside,
  nextCorner,
  smallPlace,
} from './pair-layout';

const STAGES = [
  [374, 690],
  [304, 500],
  [828, 280],
  [1264, 690],
] as const;

describe('the self-view of a pair view', () => {
  it.each(STAGES)(
    "the self-view stays inside a stage of %i × %i, small and with the camera's ratio",
    (w, h) => {
      for (const ratio of [16 / 9, 4 / 3, 3 / 4, 9 / 16]) {
        for (const corner of CORNERS) {
          const { left, top, width, height } = smallPlace(w, h, ratio, corner);
          expect(left).toBeGreaterThanOrEqual(0);
          expect(top).toBeGreaterThanOrEqual(0);
          expect(left + width).toBeLessThanOrEqual(w);
          expect(top + height).toBeLessThanOrEqual(h);
          expect(width * height).toBeLessThan((w * h) / 8);
          expect(Math.abs(width / height - ratio)).toBeLessThan(0.05);
        }
      }
    },
  );

  it.each(STAGES)(
    'the self-view does not cover name, pin and hand of the other participant (%i × %i)',
    (w, h) => {
      for (const corner of CORNERS.filter((one) => one !== 'bottom-right')) {
        expect(smallPlace(w, h, 16 / 9, corner).top).toBeGreaterThanOrEqual(40);
      }
      const { top, height } = smallPlace(w, h, 16 / 9, 'bottom-left');
      expect(h - top - height).toBeGreaterThanOrEqual(40);
    },
  );

  it('the self-view does not cover a notice that takes the whole width of a phone', () => {
    expect(smallPlace(374, 690, 3 / 4, 'top-left').top).toBeGreaterThanOrEqual(62);
  });

  it('the self-view has no negative size before the stage is measured', () => {
    expect(smallPlace(0, 0, 1, 'bottom-right')).toEqual({ left: 0, top: 0, width: 0, height: 0 });
  });
});

describe('corners', () => {
  it('a dragged self-view snaps to the nearest corner', () => {
    expect(cornerAt(100, 100, 800, 600)).toBe('top-left');
    expect(cornerAt(500, 100, 800, 600)).toBe('top-right');
    expect(cornerAt(100, 301, 800, 600)).toBe('bottom-left');
  });

  it('an arrow key moves the self-view to the corner in its direction', () => {
    expect(cornerBeside('bottom-right', 'ArrowUp')).toBe('top-right');
    expect(cornerBeside('top-right', 'ArrowLeft')).toBe('top-left');
    expect(cornerBeside('top-left', 'ArrowUp')).toBe('top-left');
    expect(cornerBeside('top-left', 'ArrowDown')).toBe('bottom-left');
    expect(cornerBeside('bottom-left', 'Enter')).toBeNull();
  });

  it('repeated presses move the self-view through all corners', () => {
    let corner: Corner = 'bottom-right';
    const visited = new Set<Corner>();
    for (const _ of CORNERS) {
      visited.add(corner);
      corner = nextCorner(corner);
    }
    expect(visited.size).toBe(4);
    expect(corner).toBe('bottom-right');
  });
});

import type { Place } from './stage-layout';

/** In the order in which one press after the other goes through them. */
export const CORNERS = ['bottom-right', 'bottom-left', 'top-left', 'top-right'] as const;
export type Corner = (typeof CORNERS)[number];

/** Side of a square with the area of the small video, as a share of that of the stage. */
const SHARE = 0.22;
const SMALLEST = 96;
const LARGEST = 200;
/** No camera is longer than this. */
const LONGEST = 16 / 9;
const MARGIN = 8;
/** Height of name, pin and raised hand of the large video, with their margins. */
const LABEL = 44;
/** Where a notice takes the whole width, its height with margins. */
const NOTICE = 64;
/** From here on notices leave the corners free, and names end before the far corner. */
const ROOMY = 640;

/**
 * Where one's own video lies over that of the other. `ratio` is its width by its height. It covers
 * neither the other's name nor their raised hand, nor a notice at the top.
 */
export function smallPlace(width: number, height: number, ratio: number, corner: Corner): Place {
  const smallest = Math.min(SMALLEST, height / 2);
  const side = Math.min(LARGEST, Math.max(smallest, SHARE * Math.sqrt(width * height)));
  const shape = Math.min(LONGEST, Math.max(1 / LONGEST, ratio));
  const size = {
    width: Math.round(Math.min(side * Math.sqrt(shape), width / 2)),
    height: Math.round(Math.min(side / Math.sqrt(shape), height / 2)),
  };
  const isRoomy = width >= ROOMY;
  const above = isRoomy ? LABEL : NOTICE;
  const below = isRoomy && corner === 'bottom-right' ? MARGIN : LABEL;
  const lowest = Math.max(0, height - size.height - MARGIN);
  return {
    left: corner.endsWith('left') ? MARGIN : Math.max(0, width - size.width - MARGIN),
    top: Math.max(
      0,
      corner.startsWith('top') ? Math.min(above, lowest) : height - size.height - below,
    ),
    ...size,
  };
}

/** The corner that is nearest to a point of the stage. */
export function cornerAt(x: number, y: number, width: number, height: number): Corner {
  const side = x < width / 2 ? 'left' : 'right';
  return y < height / 2 ? `top-${side}` : `bottom-${side}`;
}

/** The corner that an arrow key leads to, or null for any other key. */
export function cornerBeside(corner: Corner, key: string): Corner | null {
  const isTop = corner.startsWith('top');
  const side = corner.endsWith('left') ? 'left' : 'right';
  switch (key) {
    case 'ArrowLeft':
      return isTop ? 'top-left' : 'bottom-left';
    case 'ArrowRight':
      return isTop ? 'top-right' : 'bottom-right';
    case 'ArrowUp':
      return `top-${side}`;
    case 'ArrowDown':
      return `bottom-${side}`;
    default:
      return null;
  }
}

/** The corner after this one, on the way through all of them. */
export function nextCorner(corner: Corner): Corner {
  return CORNERS[(CORNERS.indexOf(corner) + 1) % CORNERS.length] ?? corner;
}

import type { Place } from './stage-layout';

/** In the order in which repeated presses go through them. */
export const CORNERS = ['bottom-right', 'bottom-left', 'top-left', 'top-right'] as const;
export type Corner = (typeof CORNERS)[number];

/** Side of a square with the area of the small video, as a share of that of the stage. */
const SHARE = 0.22;
const SMALLEST = 96;
const LARGEST = 200;
/** The greatest ratio of a camera's video in either direction. */
const LONGEST = 16 / 9;
const MARGIN = 8;
/** Height of name, pin and raised hand of the large video, with their margins. */
const LABEL = 44;
/** The height of a notice that takes the whole width, with margins. */
const NOTICE = 64;
/** From this width on, notices leave the corners free, and names end before the far corner. */
const ROOMY = 640;

/**
 * The place of the small self-view on the stage. It does not cover the name and the raised hand of
 * the other participant or a notice at the top.
 *
 * @param ratio the width of the self-view divided by its height
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

/** The corner of the stage that is nearest to a point. */
export function cornerAt(x: number, y: number, width: number, height: number): Corner {
  const side = x < width / 2 ? 'left' : 'right';
  return y < height / 2 ? `top-${side}` : `bottom-${side}`;
}

/** The corner in the direction of an arrow key; null for another key. */
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

/** The next corner in the order of `CORNERS`. */
export function nextCorner(corner: Corner): Corner {
  return CORNERS[(CORNERS.indexOf(corner) + 1) % CORNERS.length] ?? corner;
}

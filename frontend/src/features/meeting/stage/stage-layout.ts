import { gridFor } from './grid-for';

/** CSS pixels from the upper left corner of the stage. */
export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface FocusLayout {
  focus: Place;
  strip: readonly Place[];
  /** The direction in which a strip that is longer than the stage scrolls. */
  scrolls: 'down' | 'across';
}

/** Between two tiles, in CSS pixels. */
export const GAP = 8;

/** From this width on, the strip has room for larger tiles. */
const ROOMY = 720;

/**
 * Tiles of equal size in centred rows.
 *
 * @param full the number of tiles that fill the stage; a page with fewer has tiles of the same size
 */
export function gridLayout(
  count: number,
  width: number,
  height: number,
  gap: number,
  full = count,
): Place[] {
  const { columns, tileWidth, tileHeight } = gridFor(full, width, height, gap);
  const rows = Math.ceil(count / columns);
  const upper = (height - rows * tileHeight - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const start = (width - inRow * tileWidth - (inRow - 1) * gap) / 2;
    return {
      left: Math.floor(start + (index - row * columns) * (tileWidth + gap)),
      top: Math.floor(upper + row * (tileHeight + gap)),
      width: tileWidth,
      height: tileHeight,
    };
  });
}

/**
 * A large tile with `count` others in a strip beside it, or below it on an upright stage.
 *
 * @param fits the number of tiles that must be visible without scrolling
 */
export function focusLayout(
  count: number,
  width: number,
  height: number,
  gap: number,
  fits = 1,
): FocusLayout {
  const beside = width > height;
  if (count === 0) {
    return { focus: { left: 0, top: 0, width, height }, strip: [], scrolls: 'down' };
  }
  const tile = smaller(stripTile(beside, width), beside, (beside ? height : width) / fits - gap);
  if (beside) {
    const focus = { left: 0, top: 0, width: Math.max(0, width - tile.width - gap), height };
    const strip = Array.from({ length: count }, (_, index) => ({
      left: focus.width + gap,
      top: index * (tile.height + gap),
      ...tile,
    }));
    return { focus, strip, scrolls: 'down' };
  }
  const focus = { left: 0, top: 0, width, height: Math.max(0, height - tile.height - gap) };
  const length = count * tile.width + (count - 1) * gap;
  const start = Math.max(0, Math.floor((width - length) / 2));
  const strip = Array.from({ length: count }, (_, index) => ({
    left: start + index * (tile.width + gap),
    top: focus.height + gap,
    ...tile,
  }));
  return { focus, strip, scrolls: 'across' };
}

/** A strip that has pages shows at least so many tiles. */
const FEWEST_IN_STRIP = 3;

/** The number of tiles of a strip that are visible without scrolling. */
export function stripFit(width: number, height: number): number {
  const beside = width > height;
  const tile = stripTile(beside, width);
  const fit = beside ? height / (tile.height + GAP) : width / (tile.width + GAP);
  return Math.max(FEWEST_IN_STRIP, Math.floor(fit));
}

/** A tile of the same shape that is not longer than `most` in the direction of the strip. */
function smaller(tile: { width: number; height: number }, beside: boolean, most: number) {
  const scale = Math.min(1, Math.max(0, most) / (beside ? tile.height : tile.width));
  return { width: Math.floor(tile.width * scale), height: Math.floor(tile.height * scale) };
}

function stripTile(beside: boolean, width: number): { width: number; height: number } {
  if (width < ROOMY) return { width: 132, height: 99 };
  return beside ? { width: 208, height: 117 } : { width: 176, height: 99 };
}

/** The numbers of columns and rows, and the size of a tile in CSS pixels. */
export interface Grid {
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
}

/** The greatest ratio of a camera's video. */
const WIDEST = 16 / 9;
/** An upright phone films upright video. On a wide stage an upright tile would crop the sides. */
const TALLEST_UPRIGHT = 3 / 4;
const TALLEST_WIDE = 4 / 3;

/**
 * The arrangement of `count` tiles in `width` × `height` that gives each the greatest area without
 * scrolling. Tiles have a ratio from 4:3 (3:4 on an upright stage) to 16:9.
 */
export function gridFor(count: number, width: number, height: number, gap = 8): Grid {
  const tallest = width < height ? TALLEST_UPRIGHT : TALLEST_WIDE;
  let best: Grid = { columns: 1, rows: Math.max(1, count), tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const tile = fit(
      (width - gap * (columns - 1)) / columns,
      (height - gap * (rows - 1)) / rows,
      tallest,
    );
    if (tile.width * tile.height > best.tileWidth * best.tileHeight) {
      best = { columns, rows, tileWidth: tile.width, tileHeight: tile.height };
    }
  }
  return best;
}

function fit(width: number, height: number, tallest: number): { width: number; height: number } {
  if (width <= 0 || height <= 0) return { width: 0, height: 0 };
  const ratio = width / height;
  if (ratio > WIDEST) return { width: Math.floor(height * WIDEST), height: Math.floor(height) };
  if (ratio < tallest) return { width: Math.floor(width), height: Math.floor(width / tallest) };
  return { width: Math.floor(width), height: Math.floor(height) };
}

/** How many columns and rows, and how large one tile is (pixels). */
export interface Grid {
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
}

/** Wider than this nobody's camera is. */
const WIDEST = 16 / 9;
/** On an upright phone a face fits in an upright tile; on a wide stage it would lose its sides. */
const TALLEST_UPRIGHT = 3 / 4;
const TALLEST_WIDE = 4 / 3;

/**
 * The arrangement of `count` tiles in `width` × `height` that gives each the largest area without
 * scrolling. Tiles take any shape from 4:3 (3:4 where the stage is upright) to 16:9.
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

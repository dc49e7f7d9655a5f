/** How many columns and rows, and how large one tile is (pixels). */
export interface Grid {
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
}

/** Wider than this or taller than that, a face is cropped too much to recognise. */
const WIDEST = 16 / 9;
const TALLEST = 3 / 4;

/**
 * The arrangement of `count` tiles in `width` × `height` that gives each the largest area without
 * scrolling. Tiles may take any shape between 3:4 (phones upright) and 16:9.
 */
export function gridFor(count: number, width: number, height: number, gap = 8): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const tile = fit((width - gap * (columns - 1)) / columns, (height - gap * (rows - 1)) / rows);
    if (tile.width * tile.height > best.tileWidth * best.tileHeight) {
      best = { columns, rows, tileWidth: tile.width, tileHeight: tile.height };
    }
  }
  return best;
}

function fit(width: number, height: number): { width: number; height: number } {
  if (width <= 0 || height <= 0) return { width: 0, height: 0 };
  const ratio = width / height;
  if (ratio > WIDEST) return { width: Math.floor(height * WIDEST), height: Math.floor(height) };
  if (ratio < TALLEST) return { width: Math.floor(width), height: Math.floor(width / TALLEST) };
  return { width: Math.floor(width), height: Math.floor(height) };
}

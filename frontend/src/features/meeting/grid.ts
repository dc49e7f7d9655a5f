export interface Grid {
  columns: number;
  rows: number;
  /** Pixels. */
  tileWidth: number;
  tileHeight: number;
}

export const GRID_GAP = 8;

const WIDEST = 16 / 9;
/** Faces fit in upright tiles on phones; on wide stages tiles stay wide. */
const NARROWEST_UPRIGHT = 3 / 4;
const NARROWEST_WIDE = 4 / 3;

/**
 * Arranges `count` equal tiles in `width` × `height` pixels so that they are as large as can be,
 * nothing overflows and no tile is wider than 16 : 9.
 */
export function gridFor(count: number, width: number, height: number, gap = GRID_GAP): Grid {
  const narrowest = width >= height ? NARROWEST_WIDE : NARROWEST_UPRIGHT;
  let best: Grid = { columns: 1, rows: 1, tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const tile = fitTile(
      (width - gap * (columns - 1)) / columns,
      (height - gap * (rows - 1)) / rows,
      narrowest,
    );
    if (tile.tileWidth * tile.tileHeight > best.tileWidth * best.tileHeight) {
      best = { columns, rows, ...tile };
    }
  }
  return best;
}

function fitTile(width: number, height: number, narrowest: number) {
  if (width <= 0 || height <= 0) return { tileWidth: 0, tileHeight: 0 };
  return {
    tileWidth: Math.floor(Math.min(width, height * WIDEST)),
    tileHeight: Math.floor(Math.min(height, width / narrowest)),
  };
}

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

/** From this width on, the strip has room for larger tiles. */
const ROOMY = 720;

/** Tiles of equal size in centred rows. */
export function gridLayout(count: number, width: number, height: number, gap: number): Place[] {
  const { columns, rows, tileWidth, tileHeight } = gridFor(count, width, height, gap);
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

/** A large tile with `count` others in a strip beside it, or below it on an upright stage. */
export function focusLayout(
  count: number,
  width: number,
  height: number,
  gap: number,
): FocusLayout {
  const beside = width > height;
  if (count === 0) {
    return { focus: { left: 0, top: 0, width, height }, strip: [], scrolls: 'down' };
  }
  const tile = stripTile(beside, width);
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

function stripTile(beside: boolean, width: number): { width: number; height: number } {
  if (width < ROOMY) return { width: 132, height: 99 };
  return beside ? { width: 208, height: 117 } : { width: 176, height: 99 };
}

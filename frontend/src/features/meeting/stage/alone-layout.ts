import { gridFor } from './grid-for';
import type { Place } from './stage-layout';

/**
 * The size of the camera's video. Scaling it up would take as much of the processor as a call does,
 * just when the first participant joins.
 */
const LARGEST = { width: 640, height: 360 };
const CARD_WIDTH = 360;
const CARD_HEIGHT = 264;
const GAP = 24;
/** The least width for both side by side, and the least useful height of a video. */
const ROOMY = 560;
const LOWEST = 72;

/**
 * The places of the self-view and the invitation while the user is alone: side by side, or the
 * invitation below. Without room for both, the self-view gets none.
 */
export function aloneLayout(width: number, height: number): { tile: Place; card: Place } {
  if (width > height && width >= ROOMY) {
    const cardWidth = Math.min(CARD_WIDTH, Math.floor(width / 2));
    const { tileWidth, tileHeight } = gridFor(
      1,
      Math.min(LARGEST.width, Math.max(0, width - cardWidth - GAP)),
      Math.min(LARGEST.height, height),
    );
    const left = Math.floor((width - tileWidth - GAP - cardWidth) / 2);
    return {
      tile: {
        left,
        top: Math.floor((height - tileHeight) / 2),
        width: tileWidth,
        height: tileHeight,
      },
      card: { left: left + tileWidth + GAP, top: 0, width: cardWidth, height },
    };
  }
  const room = Math.min(LARGEST.height, Math.floor((width * 3) / 4), height - CARD_HEIGHT);
  const tileHeight = room < LOWEST ? 0 : room;
  const tileWidth = Math.min(width, Math.floor((tileHeight * 16) / 9));
  const cardHeight = Math.min(CARD_HEIGHT, height - tileHeight);
  const top = Math.floor((height - tileHeight - cardHeight) / 2);
  return {
    tile: { left: Math.floor((width - tileWidth) / 2), top, width: tileWidth, height: tileHeight },
    card: { left: 0, top: top + tileHeight, width, height: cardHeight },
  };
}

import { gridFor } from './grid-for';
import { cameraOf, partsOf, SELF, type ShownKey } from './shown-key';
import { GAP, stripFit } from './stage-layout';
import type { StagePlan } from './stage-plan';

/** CSS pixels. */
export interface StageSize {
  width: number;
  height: number;
}

/** One page of the stage. */
export interface StagePage {
  /** From 0. */
  page: number;
  pages: number;
  /** The tiles of this page, with the large one. */
  keys: readonly ShownKey[];
  /** The tiles of the other pages. */
  hidden: readonly ShownKey[];
  /** How many tiles, beside the large one, a full page has. */
  perPage: number;
}

/** The pager is below the tiles if there are several pages. CSS pixels. */
export const PAGER_HEIGHT = 44;

const MOST = 16;
/** As many as a mesh holds: such a meeting has one page on every device. */
const FEWEST = 9;
/** A face is easy to recognise in a tile of about 190 × 150 pixels. */
const TILE_AREA = 28_000;

/** The number of tiles on a stage of this size: 9 on a phone, up to 16 on a large one. */
export function tilesPerPage({ width, height }: StageSize): number {
  return Math.min(MOST, Math.max(FEWEST, Math.floor((width * height) / TILE_AREA)));
}

/**
 * How many tiles, beside the large one, a page has: a grid as many as it can, a strip as many as are
 * visible without scrolling. `Infinity` if one page holds all of them; then a strip scrolls.
 */
function placesOnPage({ keys, focus }: StagePlan, size: StageSize): number {
  // Before the first layout, the size is 0.
  if (size.width === 0 || keys.length <= tilesPerPage(size)) return Number.POSITIVE_INFINITY;
  const height = size.height - PAGER_HEIGHT;
  if (focus !== null) return stripFit(size.width, height);
  const most = tilesPerPage(size);
  const { columns } = gridFor(most, size.width, height, GAP);
  // A row for a single tile would make all others smaller.
  return most % columns === 1 ? most - 1 : most;
}

/**
 * How many of the other participants the first page shows. The user and further screens come before
 * them.
 */
export function placesOfOthers(plan: StagePlan, size: StageSize): number {
  const before = plan.keys.filter((key) => key !== plan.focus && !isOther(key)).length;
  return Math.max(1, placesOnPage(plan, size) - before);
}

/** The cameras of the other participants in this order, after everything else. */
export function inOrder(plan: StagePlan, others: readonly string[]): StagePlan {
  const before = plan.keys.filter((key) => !isOther(key));
  return { ...plan, keys: [...before, ...others.map(cameraOf)] };
}

/** The tiles of a page. @param wanted the page, from 0; the last one if there are fewer */
export function stagePage(plan: StagePlan, size: StageSize, wanted: number): StagePage {
  const perPage = placesOnPage(plan, size);
  const tiles = plan.keys.filter((key) => key !== plan.focus);
  const pages = Math.max(1, Math.ceil(tiles.length / perPage));
  if (pages === 1) return { page: 0, pages, keys: plan.keys, hidden: [], perPage };
  const page = Math.min(wanted, pages - 1);
  const shown = new Set(tiles.slice(page * perPage, (page + 1) * perPage));
  if (plan.focus !== null) shown.add(plan.focus);
  return {
    page,
    pages,
    keys: plan.keys.filter((key) => shown.has(key)),
    hidden: plan.keys.filter((key) => !shown.has(key)),
    perPage,
  };
}

function isOther(key: ShownKey): boolean {
  const { source, participantId } = partsOf(key);
  return source === 'camera' && participantId !== SELF;
}

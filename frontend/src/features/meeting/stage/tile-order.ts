export interface TileOrderInput {
  /** The order until now. */
  before: readonly string[];
  /** Who is present, in order of arrival. */
  now: readonly string[];
  /** How many of them the first page shows; `Infinity` if there is only one page. */
  first: number;
  /** Whose camera is large, and therefore not among the tiles; or null. */
  large: string | null;
  /** Who belongs on the first page, the most important first: those who speak, then raised hands. */
  active: readonly string[];
  /** Who was active, the latest first. */
  recent: readonly string[];
}

/**
 * The order of tiles. A participant who becomes active on a later page changes places with the one on
 * the first page who has been quiet for the longest time, or with a less important one if all are
 * active. Nobody else moves. A place on the first page that becomes free goes to the first of the
 * second page.
 *
 * @returns `before` while nothing changes
 */
export function tileOrder(input: TileOrderInput): readonly string[] {
  const { before, first, large, active, recent } = input;
  const order = withoutGaps(input);
  for (const [rank, id] of active.entries()) {
    const tiles = order.filter((other) => other !== large);
    if (tiles.indexOf(id) < first) continue;
    const shown = tiles.slice(0, first);
    const quiet = shown.filter((other) => !active.includes(other));
    const longest =
      quiet.findLast((other) =>
        quiet.every((one) => quietness(one, recent) <= quietness(other, recent)),
      ) ?? active.findLast((other, at) => at > rank && shown.includes(other));
    if (longest === undefined) break;
    const [from, to] = [order.indexOf(id), order.indexOf(longest)];
    order[from] = longest;
    order[to] = id;
  }
  const isSame = order.length === before.length && order.every((id, at) => id === before[at]);
  return isSame ? before : order;
}

/** `recent` with those who are active now in front; the same array if they are there already. */
export function recentlyActive(
  recent: readonly string[],
  active: readonly string[],
): readonly string[] {
  if (active.every((id) => recent.indexOf(id) !== -1 && recent.indexOf(id) < active.length)) {
    return recent;
  }
  return [...active, ...recent.filter((id) => !active.includes(id))];
}

function withoutGaps({ before, now, first }: TileOrderInput): string[] {
  const later = before.slice(first).filter((id) => now.includes(id));
  const head = before
    .slice(0, first)
    .flatMap((id) => (now.includes(id) ? [id] : later.splice(0, 1)));
  const newcomers = now.filter((id) => !before.includes(id));
  return [...head, ...later, ...newcomers];
}

/** Greater for somebody who has been quiet for longer. */
function quietness(id: string, recent: readonly string[]): number {
  const at = recent.indexOf(id);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}

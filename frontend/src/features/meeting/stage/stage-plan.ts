import { cameraOf, screenOf, SELF, type ShownKey } from './shown-key';

export interface StageInput {
  /** Ids of the other participants in the order of their tiles. */
  others: readonly string[];
  /** Ids of the participants who share a screen, `SELF` for the user; the newest last. */
  screens: readonly string[];
  pinned: ShownKey | null;
  /** The layout for two participants while no tile is large. */
  pair: 'large' | 'grid';
}

export interface StagePlan {
  /** The large tile, with the others beside it; null for a grid. */
  focus: ShownKey | null;
  /** The small self-view over the only other tile, which fills the stage; or null. */
  floating: ShownKey | null;
  /** All tiles, screens first: they would be hard to find among many participants. */
  keys: readonly ShownKey[];
}

/**
 * Chooses the large tile: the pinned one, else the newest screen. The user's own screen, which they
 * see anyway, is large only while no other participant shares.
 */
export function stagePlan({ others, screens, pinned, pair }: StageInput): StagePlan {
  const keys = [...screens.map(screenOf), cameraOf(SELF), ...others.map(cameraOf)];
  if (pinned !== null && keys.includes(pinned)) return { focus: pinned, floating: null, keys };
  const newest = screens.findLast((id) => id !== SELF) ?? screens.at(-1);
  if (newest !== undefined) return { focus: screenOf(newest), floating: null, keys };
  const isPair = others.length === 1 && pair === 'large';
  return { focus: null, floating: isPair ? cameraOf(SELF) : null, keys };
}

/** `before` without ids that are no longer in `now`, and new ids at the end; the same array if equal. */
export function inOrderOfArrival(
  before: readonly string[],
  now: readonly string[],
): readonly string[] {
  const staying = before.filter((id) => now.includes(id));
  const newcomers = now.filter((id) => !before.includes(id));
  const unchanged = newcomers.length === 0 && staying.length === before.length;
  return unchanged ? before : [...staying, ...newcomers];
}

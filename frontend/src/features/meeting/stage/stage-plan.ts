import { cameraOf, screenOf, SELF, type ShownKey } from './shown-key';

export interface StageInput {
  /** Participant ids in the order of their tiles, without oneself. */
  others: readonly string[];
  /** Whose screens are shared, `SELF` for one's own; the newest last. */
  screens: readonly string[];
  pinned: ShownKey | null;
  /** How two people are shown while nothing else is large. */
  pair: 'large' | 'grid';
}

export interface StagePlan {
  /** Shown large, the others beside it; null shows all alike. */
  focus: ShownKey | null;
  /** Small, over the only other one, who is then as large as the stage: oneself, or nobody. */
  floating: ShownKey | null;
  /** Everything that is shown, screens first: among many people they would be hard to find. */
  keys: readonly ShownKey[];
}

/**
 * What is large: what the viewer pinned, else the newest screen. One's own screen, which one sees
 * anyway, only while nobody else shares.
 */
export function stagePlan({ others, screens, pinned, pair }: StageInput): StagePlan {
  const keys = [...screens.map(screenOf), cameraOf(SELF), ...others.map(cameraOf)];
  if (pinned !== null && keys.includes(pinned)) return { focus: pinned, floating: null, keys };
  const newest = screens.findLast((id) => id !== SELF) ?? screens.at(-1);
  if (newest !== undefined) return { focus: screenOf(newest), floating: null, keys };
  const isPair = others.length === 1 && pair === 'large';
  return { focus: null, floating: isPair ? cameraOf(SELF) : null, keys };
}

/** `before` without those who are gone, and newcomers at the end; the same array if unchanged. */
export function inOrderOfArrival(
  before: readonly string[],
  now: readonly string[],
): readonly string[] {
  const staying = before.filter((id) => now.includes(id));
  const newcomers = now.filter((id) => !before.includes(id));
  const unchanged = newcomers.length === 0 && staying.length === before.length;
  return unchanged ? before : [...staying, ...newcomers];
}

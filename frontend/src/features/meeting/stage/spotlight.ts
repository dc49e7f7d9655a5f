import { cameraOf, SELF, type ShownKey } from './shown-key';

export interface SpotlightInput {
  /** The large tile of the stage. */
  focus: ShownKey | null;
  others: readonly string[];
  /** Ids of the participants who speak, including the user; the loudest first. */
  speaking: readonly string[];
  before: ShownKey | null;
}

/**
 * Chooses the tile for the small window: the large tile of the stage, else the active speaker, else
 * the last speaker, else any participant. A participant stays while they speak.
 */
export function spotlight(input: SpotlightInput): ShownKey {
  const { focus, others, speaking, before } = input;
  if (focus !== null) return focus;
  const active = speaking.filter((id) => others.includes(id)).map(cameraOf);
  const possible = others.map(cameraOf);
  if (before !== null && possible.includes(before)) {
    if (active.length === 0 || active.includes(before)) return before;
  }
  return active[0] ?? possible[0] ?? cameraOf(SELF);
}

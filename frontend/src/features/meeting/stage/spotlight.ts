import { cameraOf, SELF, type ShownKey } from './shown-key';

export interface SpotlightInput {
  /** What is large on the stage. */
  focus: ShownKey | null;
  others: readonly string[];
  /** Loudest first, oneself included. */
  speaking: readonly string[];
  before: ShownKey | null;
}

/**
 * The one picture to show where there is room for one: what is large on the stage, else who
 * speaks, else who spoke last, else anybody. Who is shown stays for as long as they speak.
 */
export function spotlight(input: SpotlightInput): ShownKey {
  const { focus, others, speaking, before } = input;
  if (focus !== null) return focus;
  const heard = speaking.filter((id) => others.includes(id)).map(cameraOf);
  const possible = others.map(cameraOf);
  if (before !== null && possible.includes(before)) {
    if (heard.length === 0 || heard.includes(before)) return before;
  }
  return heard[0] ?? possible[0] ?? cameraOf(SELF);
}

import type { VisibleSource } from '../../../call/track-source';

/** Identifies a tile on the stage: the camera or screen of a participant. */
export type ShownKey = `${VisibleSource}:${string}`;

/**
 * Stands for the user's participant id, which is unknown before the join. A key that changed with
 * the join would restart the self-view.
 */
export const SELF = 'self';

/** The key of a participant's camera. */
export const cameraOf = (participantId: string): ShownKey => `camera:${participantId}`;
/** The key of a participant's screen. */
export const screenOf = (participantId: string): ShownKey => `screen:${participantId}`;

/** The source and the participant id of a key. */
export function partsOf(key: ShownKey): { source: VisibleSource; participantId: string } {
  const at = key.indexOf(':');
  return { source: key.slice(0, at) as VisibleSource, participantId: key.slice(at + 1) };
}

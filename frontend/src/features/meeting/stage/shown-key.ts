import type { VisibleSource } from '../../../call/media-transport';

/** One picture on the stage: somebody's camera or screen. */
export type ShownKey = `${VisibleSource}:${string}`;

/**
 * Oneself among the ids: one's own is not known before joining, and a picture whose key changed
 * would begin anew just when those of the others come.
 */
export const SELF = 'self';

export const cameraOf = (participantId: string): ShownKey => `camera:${participantId}`;
export const screenOf = (participantId: string): ShownKey => `screen:${participantId}`;

export function partsOf(key: ShownKey): { source: VisibleSource; participantId: string } {
  const at = key.indexOf(':');
  return { source: key.slice(0, at) as VisibleSource, participantId: key.slice(at + 1) };
}

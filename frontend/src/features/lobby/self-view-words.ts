import type { SourceState } from '../../call/session/call-snapshot';
import { askingWords } from '../../lib/asking-words';

/** What stands where one would see oneself. */
export function selfViewWords(camera: SourceState, microphone: SourceState): string {
  const asking = askingWords({ camera, microphone });
  if (asking !== null) return `${asking} You can join without answering.`;
  return camera.opening !== undefined || camera.on ? 'Starting the camera…' : 'Your camera is off';
}

import type { SourceState } from '../../call/session/call-snapshot';
import { permissionPromptWords } from '../../call-ui/permission-prompt-words';

/** The text in place of a self-view without video. */
export function selfViewWords(camera: SourceState, microphone: SourceState): string {
  const asking = permissionPromptWords({ camera, microphone });
  if (asking !== null) return `${asking} You can join without answering.`;
  return camera.opening !== undefined || camera.on ? 'Starting the camera…' : 'Your camera is off';
}

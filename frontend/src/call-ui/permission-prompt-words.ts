import type { SourceState } from '../call/session/call-snapshot';

interface OwnSources {
  readonly camera: SourceState;
  readonly microphone: SourceState;
}

/** Names the devices for which the browser asks the user for permission; null if there are none. */
export function permissionPromptWords({ camera, microphone }: OwnSources): string | null {
  const isCamera = camera.opening === 'asking';
  const isMicrophone = microphone.opening === 'asking';
  if (!isCamera && !isMicrophone) return null;
  const what =
    isCamera && isMicrophone ? 'camera and microphone' : isCamera ? 'camera' : 'microphone';
  return `Your browser is asking for permission to use your ${what}.`;
}

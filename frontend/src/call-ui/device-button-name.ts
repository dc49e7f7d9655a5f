import type { SourceState } from '../call/session/call-snapshot';
import { systemMutedWords } from './system-muted-words';

/** Whether the user turned the source on, even if the browser is still asking for permission. */
export function isTurnedOn({ on, opening }: Pick<SourceState, 'on' | 'opening'>): boolean {
  return on || opening !== undefined;
}

/** The name of a device button: its action, or why the device cannot be used. */
export function deviceButtonName(
  source: 'microphone' | 'camera',
  { on, error, opening }: Pick<SourceState, 'on' | 'error' | 'opening'>,
): string {
  if (error === 'not-found' || error === 'lost') return `No ${source}`;
  if (error === 'permission-denied')
    return source === 'camera' ? 'Camera not allowed' : 'Microphone not allowed';
  if (on && error === 'system-muted')
    return `${source === 'camera' ? 'Camera' : 'Microphone'} ${systemMutedWords(source)}`;
  return `Turn ${source} ${isTurnedOn({ on, opening }) ? 'off' : 'on'}`;
}

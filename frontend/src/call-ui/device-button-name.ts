import type { SourceState } from '../call/session/call-snapshot';
import { systemMutedWords } from './system-muted-words';

/** Whether it is on as far as the person is concerned, also while the browser still asks about it. */
export function isTurnedOn({ on, opening }: Pick<SourceState, 'on' | 'opening'>): boolean {
  return on || opening !== undefined;
}

/** What a press does, or in one short phrase why it cannot do it. */
export function deviceButtonName(
  source: 'microphone' | 'camera',
  { on, error, opening }: Pick<SourceState, 'on' | 'error' | 'opening'>,
): string {
  if (error === 'not-found' || error === 'lost') return `No ${source}`;
  if (error === 'permission-denied')
    return source === 'camera' ? 'Camera not allowed' : 'Microphone not allowed';
  if (on && error === 'silenced')
    return `${source === 'camera' ? 'Camera' : 'Microphone'} ${systemMutedWords(source)}`;
  return `Turn ${source} ${isTurnedOn({ on, opening }) ? 'off' : 'on'}`;
}

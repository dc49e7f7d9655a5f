import type { SourceState } from '../call/call-snapshot';
import { silencedWords } from './silenced-words';

/** What a press does, or in one short phrase why it cannot do it. */
export function deviceButtonName(
  source: 'microphone' | 'camera',
  { on, error }: Pick<SourceState, 'on' | 'error'>,
): string {
  if (error === 'not-found' || error === 'lost') return `No ${source}`;
  if (error === 'permission-denied')
    return source === 'camera' ? 'Camera not allowed' : 'Microphone not allowed';
  if (on && error === 'silenced')
    return `${source === 'camera' ? 'Camera' : 'Microphone'} ${silencedWords(source)}`;
  return `Turn ${source} ${on ? 'off' : 'on'}`;
}

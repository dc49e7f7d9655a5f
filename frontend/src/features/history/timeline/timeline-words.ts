import { formatTime, formatTimeRange } from '../../../lib/format';
import { SYMBOL_KINDS, type SymbolKind, type TimelineEvent } from './timeline-layout';

const WORDS: Record<SymbolKind, readonly [one: string, many: string]> = {
  decision: ['decision', 'decisions'],
  action: ['action', 'actions'],
  moment: ['moment', 'moments'],
  hand: ['raised hand', 'raised hands'],
  share: ['screen shared', 'screens shared'],
  chat: ['message', 'messages'],
  joined: ['joined', 'joined'],
  left: ['left', 'left'],
};
/** Their number is of no interest. */
const UNCOUNTED: readonly SymbolKind[] = ['joined', 'left', 'share', 'hand'];

/** What a symbol of the timeline stands for: `14:05 – 14:09: 1 decision, 3 messages`. */
export function symbolWords(events: readonly TimelineEvent[]): string {
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return '';
  const counts = SYMBOL_KINDS.flatMap((kind) => {
    const count = events.filter((event) => event.kind === kind).length;
    if (count === 0) return [];
    const [one, many] = WORDS[kind];
    if (count === 1 && UNCOUNTED.includes(kind)) return [one];
    if (count > 1 && one === many) return [`${one} ${count} times`];
    return [`${count} ${count === 1 ? one : many}`];
  });
  const isMoment = formatTime(first.at) === formatTime(last.at);
  const when = isMoment ? formatTime(first.at) : formatTimeRange(first.at, last.at);
  return `${when}: ${counts.join(', ')}`;
}

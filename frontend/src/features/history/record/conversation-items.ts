import type { Line } from '@parley/shared/lines';
import { localDay } from '../../../lib/due-words';
import type { RecordEvent } from '@parley/shared/record-events';

/** What the conversation shows, one below the other. */
export type ConversationItem =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly at: string;
      readonly event: RecordEvent;
    }
  | {
      readonly kind: 'line';
      readonly key: string;
      readonly at: string;
      readonly line: Line;
      /** The line before has the same speaker, so that we hide the name. */
      readonly isContinued: boolean;
    };

/** The key of a line: also its id in the document and the fragment of its link. */
export const lineKey = (id: string): string => `line-${id}`;
export const eventKey = (id: string): string => `event-${id}`;

interface ConversationInput {
  readonly lines: readonly Line[];
  readonly events: readonly RecordEvent[];
  /** More lines are still loading; events after the last loaded one come with them. */
  readonly hasMore: boolean;
  /** Whether the meeting has more than one day, so that each one gets a separator. */
  readonly hasDays: boolean;
}

/** Merges lines and events in the order of time. Pure. */
export function conversationItems({
  lines,
  events,
  hasMore,
  hasDays,
}: ConversationInput): ConversationItem[] {
  const items: ConversationItem[] = [];
  let day = '';
  let next = 0;
  let before: Line | undefined;

  const startDay = (at: string): void => {
    if (!hasDays || localDay(Date.parse(at)) === day) return;
    day = localDay(Date.parse(at));
    items.push({ kind: 'day', key: `day-${day}`, at });
    before = undefined;
  };
  const addEvents = (isDue: (event: RecordEvent) => boolean): void => {
    for (let event = events[next]; event !== undefined && isDue(event); event = events[next]) {
      startDay(event.at);
      items.push({ kind: 'event', key: eventKey(event.id), at: event.at, event });
      before = undefined;
      next += 1;
    }
  };

  for (const line of lines) {
    const at = Date.parse(line.at);
    addEvents((event) => {
      const time = Date.parse(event.at);
      return time < at || (time === at && event.kind !== 'left');
    });
    startDay(line.at);
    const isContinued = before !== undefined && isSameSpeaker(line, before);
    items.push({ kind: 'line', key: lineKey(line.id), at: line.at, line, isContinued });
    before = line;
  }
  if (!hasMore) addEvents(() => true);
  return items;
}

const isSameSpeaker = ({ speaker: a }: Line, { speaker: b }: Line): boolean =>
  a.id === b.id && a.displayName === b.displayName && a.nameNumber === b.nameNumber;

/**
 * The item to go to: the one with this key, or else the first one at or after the moment, or else
 * the last one.
 */
export function itemAt(
  items: readonly ConversationItem[],
  place: { readonly key?: string | undefined; readonly at?: string | undefined },
): ConversationItem | undefined {
  const exact = items.find(({ key }) => key === place.key);
  if (exact !== undefined || place.at === undefined) return exact;
  const moment = Date.parse(place.at);
  const things = items.filter(({ kind }) => kind !== 'day');
  return things.find(({ at }) => Date.parse(at) >= moment) ?? things.at(-1);
}

import type { Attendance, MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';
import type { MarkKind } from '@parley/shared/marks';
import { eventKey, lineKey } from '../record/conversation-items';
import type { RecordEvent } from '@parley/shared/record-events';

/** What a symbol of the timeline stands for, the most important first. */
export const SYMBOL_KINDS = [
  'decision',
  'action',
  'moment',
  'hand',
  'share',
  'chat',
  'joined',
  'left',
] as const;
export type SymbolKind = MarkKind | (typeof SYMBOL_KINDS)[number];

/** Symbols that are closer become one. It is also the least size of a target (WCAG 2.2, 2.5.8). */
export const SYMBOL_SIZE = 24;

/** One thing in the row of a person, and its place in the conversation. */
export interface TimelineEvent {
  readonly kind: SymbolKind;
  readonly at: string;
  /** The key of the line or event in the conversation. */
  readonly key: string;
}

export interface TimelineSymbol {
  /** CSS pixels from the start to the centre. */
  readonly x: number;
  /** The most important kind. */
  readonly kind: SymbolKind;
  /** In the order of time. */
  readonly events: readonly TimelineEvent[];
}

/** An interval in CSS pixels from the start. */
export interface Bar {
  readonly x: number;
  readonly width: number;
}

export interface TimelineRow {
  readonly person: Attendance;
  /** When the person was present. */
  readonly bars: readonly Bar[];
  /** When the person shared a screen. */
  readonly shares: readonly Bar[];
  readonly symbols: readonly TimelineSymbol[];
}

export interface TimelineInput {
  readonly meeting: Pick<MeetingRecord, 'attendances' | 'activities' | 'marks'>;
  readonly lines: readonly Line[];
  readonly events: readonly RecordEvent[];
  /** Milliseconds. */
  readonly start: number;
  readonly end: number;
  /** CSS pixels. */
  readonly width: number;
}

/** Intervals that are shorter are still visible. In CSS pixels. */
const LEAST_BAR = 3;

/** The rows of the timeline, one for each person. Pure. */
export function timelineRows(input: TimelineInput): TimelineRow[] {
  const { meeting, start, end, width } = input;
  const scale = width / Math.max(end - start, 1);
  const xOf = (at: number): number => clamp((at - start) * scale, 0, width);
  const barOf = ({ from, to }: Stay): Bar => {
    const x = Math.min(xOf(from), width - LEAST_BAR);
    return { x, width: Math.max(xOf(to) - x, LEAST_BAR) };
  };
  const eventsOf = groupEvents(input);
  return meeting.attendances.map((person) => ({
    person,
    bars: person.intervals.map(({ joinedAt, leftAt }) =>
      barOf({ from: Date.parse(joinedAt), to: leftAt === null ? end : Date.parse(leftAt) }),
    ),
    shares: sharesOf(person, meeting.activities, end).map(barOf),
    symbols: joinClose(eventsOf.get(person.id) ?? [], xOf, width),
  }));
}

/** Milliseconds. */
export interface Stay {
  readonly from: number;
  readonly to: number;
}

/** When a person shared a screen; whoever leaves stops sharing. */
export function sharesOf(
  person: Attendance,
  activities: MeetingRecord['activities'],
  end: number,
): Stay[] {
  const shares: Stay[] = [];
  let from: number | undefined;
  const stop = (to: number): void => {
    if (from !== undefined) shares.push({ from, to });
    from = undefined;
  };
  const leaves = person.intervals.map(({ leftAt }) => (leftAt === null ? end : Date.parse(leftAt)));
  const leaveAfter = (at: number): number =>
    Math.min(end, ...leaves.filter((leave) => leave >= at));
  for (const { kind, at, participantId } of activities) {
    if (participantId !== person.id) continue;
    const time = Date.parse(at);
    if (kind === 'share_stopped')
      stop(Math.min(time, from === undefined ? time : leaveAfter(from)));
    if (kind !== 'share_started') continue;
    if (from !== undefined) stop(Math.min(time, leaveAfter(from)));
    from = time;
  }
  if (from !== undefined) stop(leaveAfter(from));
  return shares;
}

const SYMBOL_OF: Partial<Record<RecordEvent['kind'], SymbolKind>> = {
  joined: 'joined',
  left: 'left',
  share_started: 'share',
  hand_raised: 'hand',
};

/** What stands in the row of each person, in the order of time. */
function groupEvents({ meeting, lines, events }: TimelineInput): Map<string, TimelineEvent[]> {
  const rows = new Map<string, TimelineEvent[]>(meeting.attendances.map(({ id }) => [id, []]));
  const speakers = new Map(lines.map((line) => [line.id, line.speaker.id]));
  for (const { id, at, kind, personId } of events) {
    const symbol = SYMBOL_OF[kind];
    if (symbol === undefined || personId === undefined) continue;
    rows.get(personId)?.push({ kind: symbol, at, key: eventKey(id) });
  }
  const marked = new Set(meeting.marks.map(({ lineId }) => lineId));
  for (const { id, at, speaker } of lines) {
    if (!marked.has(id)) rows.get(speaker.id)?.push({ kind: 'chat', at, key: lineKey(id) });
  }
  for (const { kind, at, lineId, author } of meeting.marks) {
    rows.get(speakers.get(lineId) ?? author.id ?? '')?.push({ kind, at, key: lineKey(lineId) });
  }
  for (const row of rows.values()) row.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return rows;
}

/** Makes one symbol of those that would overlap. */
function joinClose(
  events: readonly TimelineEvent[],
  xOf: (at: number) => number,
  width: number,
): TimelineSymbol[] {
  const half = SYMBOL_SIZE / 2;
  const groups: { x: number; events: TimelineEvent[] }[] = [];
  for (const event of events) {
    const x = clamp(xOf(Date.parse(event.at)), half, Math.max(width - half, half));
    const last = groups.at(-1);
    if (last !== undefined && x - last.x < SYMBOL_SIZE) last.events.push(event);
    else groups.push({ x, events: [event] });
  }
  return groups.map((group) => ({ ...group, kind: mostImportant(group.events) }));
}

const mostImportant = (events: readonly TimelineEvent[]): SymbolKind =>
  SYMBOL_KINDS.find((kind) => events.some((event) => event.kind === kind)) ?? 'chat';

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);

/** The symbol of a row that is nearest to `x`, as its index; -1 if there is none. */
export function nearestSymbol(symbols: readonly TimelineSymbol[], x: number): number {
  let best = -1;
  for (const [index, symbol] of symbols.entries()) {
    const known = symbols[best];
    if (known === undefined || Math.abs(symbol.x - x) < Math.abs(known.x - x)) best = index;
  }
  return best;
}

import type { Activity } from './activities';
import { count, nameAt, type NamedParticipant, type ShowName } from './activity-words';
import {
  LOSSY_PERCENT,
  SLOW_RTT_MS,
  type ConnectionMinute,
  type ParticipantConnection,
} from './connections';

/** A participant with the times of presence; an attendance is one. */
export interface PresentPerson extends NamedParticipant {
  readonly intervals: readonly { readonly joinedAt: string; readonly leftAt: string | null }[];
}

/** What the stories are made of; a meeting record has all of it. */
export interface StoryParts {
  readonly startedAt: string;
  /** Null while the meeting runs: what goes on has no end yet. */
  readonly endedAt: string | null;
  readonly attendances: readonly PresentPerson[];
  readonly activities: readonly Activity[];
  readonly connections: readonly ParticipantConnection[];
}

/** How the story is written. */
export interface StoryStyle {
  /** The time of day of an instant, such as `14:05`. */
  readonly time: (instant: string) => string;
  /** Applied to every name; without it, names stand as they are. */
  readonly show?: ShowName;
}

/** One sentence of a story. */
export interface StorySentence {
  /** When it begins: an instant, for sorting and for a link into the conversation. */
  readonly at: string;
  readonly text: string;
}

/** How the connections of one participant were. */
export interface ConnectionStory {
  readonly participantId: string;
  /** Whether no measurement shows anything that others could notice. A relay alone is good. */
  readonly isGood: boolean;
  /** One line without the name: `Uplink lost up to 12 % in 5 minutes, reconnected twice`. */
  readonly summary: string;
  /** The details in the order of time, with names as they were: `14:05 Ana's uplink lost 4 %`. */
  readonly sentences: readonly StorySentence[];
}

/**
 * Tells in words how the connections of each participant were, in the order of the attendances.
 *
 * Minutes that follow each other become one time span. A number that stands for several minutes is
 * their maximum, and the words say so: "up to". Clients report each minute with loss or delay, but
 * of a relay and of a limited video only the changes: both go on until the next reported minute, or
 * until the participant leaves. Minutes in which a participant was not there do not count.
 */
export function connectionStories(parts: StoryParts, style: StoryStyle): ConnectionStory[] {
  const minutesOf = new Map(
    parts.connections.map(({ participantId, minutes }) => [participantId, minutes]),
  );
  return parts.attendances.map((person) =>
    tell(parts, person, minutesOf.get(person.id) ?? [], style),
  );
}

/** A time span in whole minutes since the start of the meeting; `to` is its last minute. */
interface Span {
  readonly from: number;
  /** Null if it goes on. */
  readonly to: number | null;
}

/** A time span with the largest of its values. */
interface Run extends Span {
  readonly to: number;
  readonly most: number;
}

function tell(
  parts: StoryParts,
  person: PresentPerson,
  reported: readonly ConnectionMinute[],
  { time, show = (label) => label }: StoryStyle,
): ConnectionStory {
  const startMs = Date.parse(parts.startedAt);
  const instantOf = (minute: number) => new Date(startMs + minute * 60_000).toISOString();
  const clock = (minute: number) => time(instantOf(minute));
  const nameOf = (at: string) => show(nameAt(person, parts.activities, at));
  const sentences: StorySentence[] = [];
  const add = (minute: number, text: (name: string) => string): void => {
    const at = instantOf(minute);
    sentences.push({ at, text: text(nameOf(at)) });
  };
  const between = ({ from, to }: Run): string =>
    from === to ? clock(from) : `${clock(from)}–${clock(to)}`;
  const during = ({ from, to }: Span): string => {
    if (to === null) return `since ${clock(from)}`;
    return from === to ? `at ${clock(from)}` : `from ${clock(from)} to ${clock(to)}`;
  };

  const stayOf = (minute: number) => staying(person, parts.endedAt, startMs, minute);
  const minutes = reported
    .filter(({ minute }) => minute <= (stayOf(minute)?.to ?? -1))
    .sort((a, b) => a.minute - b.minute);
  const up = runsOf(minutes, 'uplinkLoss', LOSSY_PERCENT);
  const down = runsOf(minutes, 'downlinkLoss', LOSSY_PERCENT);
  const slow = runsOf(minutes, 'rttMs', SLOW_RTT_MS);
  for (const run of up) {
    add(run.from, (name) => `${between(run)} ${name}'s uplink lost ${upTo(run)} %`);
  }
  for (const run of down) {
    add(run.from, (name) => `${between(run)} ${name}'s downlink lost ${upTo(run)} %`);
  }
  for (const run of slow) {
    add(run.from, (name) => `${between(run)} ${name}'s delay was ${upTo(run)} ms`);
  }

  const endOf = (minute: number) => stayOf(minute)?.to ?? Infinity;
  const spans = (holds: (one: ConnectionMinute) => boolean) => spansOf(minutes, holds, endOf);
  const limited = {
    processor: spans(({ limitation }) => limitation === 'cpu'),
    network: spans(({ limitation }) => limitation === 'bandwidth'),
  };
  for (const by of ['processor', 'network'] as const) {
    for (const span of limited[by]) {
      add(span.from, (name) => `${name}'s ${by} limited the video ${during(span)}`);
    }
  }
  const relayed = spans(({ isRelayed }) => isRelayed);
  const isAlwaysRelayed = minutes.length > 0 && minutes.every(({ isRelayed }) => isRelayed);
  for (const span of isAlwaysRelayed ? relayed.slice(0, 1) : relayed) {
    add(span.from, (name) => `${name} was relayed${isAlwaysRelayed ? '' : ` ${during(span)}`}`);
  }

  const returns = parts.activities
    .filter(({ kind, participantId }) => kind === 'reconnected' && participantId === person.id)
    .map(({ at }) => at)
    .sort();
  const [firstReturn] = returns;
  if (firstReturn !== undefined) {
    const text = `${nameOf(firstReturn)} ${reconnectedWords(returns.length)}`;
    const times =
      returns.length === 1
        ? ` at ${time(firstReturn)}`
        : ` (${listed(returns.map((instant) => time(instant)))})`;
    sentences.push({ at: firstReturn, text: `${text}${times}` });
  }

  const flaws = [
    ...flawWords('uplink lost', '%', up),
    ...flawWords('downlink lost', '%', down),
    ...flawWords('delay', 'ms', slow),
    ...(limited.processor.length > 0 ? ['the processor limited the video'] : []),
    ...(limited.network.length > 0 ? ['the network limited the video'] : []),
    ...(returns.length > 0 ? [reconnectedWords(returns.length)] : []),
  ];
  return {
    participantId: person.id,
    isGood: flaws.length === 0,
    summary: summaryOf(flaws, minutes.length > 0, relayed.length > 0),
    sentences: sentences.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  };
}

function summaryOf(flaws: readonly string[], isMeasured: boolean, isRelayed: boolean): string {
  const line = [
    ...(isRelayed ? ['relayed'] : []),
    ...(flaws.length === 0 && isMeasured ? ['good all the time'] : flaws),
    ...(isMeasured ? [] : ['no measurements']),
  ].join(', ');
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}`;
}

/** Time spans of consecutive minutes in which a value reaches `atLeast`. */
function runsOf(
  minutes: readonly ConnectionMinute[],
  value: 'uplinkLoss' | 'downlinkLoss' | 'rttMs',
  atLeast: number,
): Run[] {
  const runs: Run[] = [];
  for (const one of minutes) {
    if (one[value] < atLeast) continue;
    const last = runs.at(-1);
    if (last === undefined || last.to + 1 < one.minute) {
      runs.push({ from: one.minute, to: one.minute, most: one[value] });
    } else {
      runs[runs.length - 1] = {
        from: last.from,
        to: one.minute,
        most: Math.max(last.most, one[value]),
      };
    }
  }
  return runs;
}

/** Time spans that begin with a reported minute and go on until another minute says otherwise. */
function spansOf(
  minutes: readonly ConnectionMinute[],
  holds: (one: ConnectionMinute) => boolean,
  endOf: (minute: number) => number,
): Span[] {
  const spans: Span[] = [];
  for (const [index, one] of minutes.entries()) {
    if (!holds(one)) continue;
    const next = minutes[index + 1]?.minute ?? Infinity;
    const to = Math.max(one.minute, Math.min(next - 1, endOf(one.minute)));
    const last = spans.at(-1);
    const isNext = last !== undefined && (last.to ?? Infinity) + 1 >= one.minute;
    const span = { from: isNext ? last.from : one.minute, to: to === Infinity ? null : to };
    if (isNext) spans[spans.length - 1] = span;
    else spans.push(span);
  }
  return spans;
}

/** The stay into which a minute falls or which is over before it; it may go on (`Infinity`). */
function staying(
  { intervals }: PresentPerson,
  endedAt: string | null,
  startMs: number,
  minute: number,
): { to: number } | undefined {
  const minuteOf = (instant: string) => Math.floor((Date.parse(instant) - startMs) / 60_000);
  const stay = intervals.findLast(({ joinedAt }) => minuteOf(joinedAt) <= minute);
  if (stay === undefined) return undefined;
  const end = stay.leftAt ?? endedAt;
  return { to: end === null ? Infinity : minuteOf(end) };
}

const upTo = ({ from, to, most }: Run): string => (from === to ? `${most}` : `up to ${most}`);

/** `uplink lost up to 12 % in 5 minutes`: the maximum, and in how many minutes it was too much. */
function flawWords(what: string, unit: string, runs: readonly Run[]): string[] {
  if (runs.length === 0) return [];
  const most = Math.max(...runs.map((run) => run.most));
  const length = runs.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const amount = length === 1 ? `${most} ${unit}` : `up to ${most} ${unit}`;
  return [`${what} ${amount} in ${count(length, 'minute')}`];
}

function reconnectedWords(times: number): string {
  if (times === 1) return 'reconnected';
  return times === 2 ? 'reconnected twice' : `reconnected ${times} times`;
}

/** More times would hide the others. */
const MAX_TIMES = 12;

const listed = (times: readonly string[]): string =>
  times.length <= MAX_TIMES
    ? times.join(', ')
    : `${times.slice(0, MAX_TIMES).join(', ')} and ${count(times.length - MAX_TIMES, 'more time')}`;

import { connectionStories } from '@parley/shared/connection-story';
import type { Attendance, MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';
import type { Mark } from '@parley/shared/marks';
import { nameLabel } from '@parley/shared/participants';
import { recordEvents, type RecordEvent } from '@parley/shared/record-events';
import type { LocalTime } from './local-time';
import { markdownLine, markdownText, yamlString } from './markdown-text';

/** What goes into the file of one meeting. */
export interface MarkdownParts {
  readonly record: MeetingRecord;
  /** The title of the meeting, or else the name of its room. */
  readonly title: string;
  /** The conversation, oldest line first. */
  readonly lines: AsyncIterable<Line>;
  /** The reader may read only a part. */
  readonly isPartial: boolean;
  readonly timeZone: string;
  readonly local: LocalTime;
  readonly exportedAt: string;
}

/**
 * Writes the record of a meeting as Markdown (CommonMark) with front matter in YAML. What users wrote
 * stays plain text. `docs/api.md` lists the keys of the front matter.
 */
export async function* writeMarkdown(parts: MarkdownParts): AsyncGenerator<string> {
  yield frontMatter(parts);
  yield `# ${markdownLine(parts.title)}\n\n${markdownLine(whenWords(parts))}\n\n`;
  if (parts.isPartial) yield 'This is the part of the record until a host removed the reader.\n\n';
  yield markSections(parts);
  yield peopleSection(parts);
  yield* conversation(parts);
  yield connectionSection(parts);
}

function frontMatter(parts: MarkdownParts): string {
  const { record, title, isPartial, timeZone, exportedAt } = parts;
  const count = (kind: Mark['kind']) => record.marks.filter((mark) => mark.kind === kind).length;
  const open = record.marks.filter(({ kind, done }) => kind === 'action' && done === undefined);
  const people = record.attendances.map((person) => `\n  - ${yamlString(nameLabel(person))}`);
  const entries = [
    ['format', 'parley-markdown'],
    ['version', '1'],
    ['id', yamlString(record.id)],
    ['title', yamlString(title)],
    ['room', yamlString(record.room.name)],
    ['started', yamlString(record.startedAt)],
    ['ended', record.endedAt === null ? 'null' : yamlString(record.endedAt)],
    ['duration_seconds', String(record.durationSeconds)],
    ['time_zone', yamlString(timeZone)],
    ['decisions', String(count('decision'))],
    ['actions', String(count('action'))],
    ['open_actions', String(open.length)],
    ['partial', String(isPartial)],
    ['exported', yamlString(exportedAt)],
    ['people', people.length === 0 ? '[]' : people.join('')],
  ];
  const lines = entries.map(([key, value = '']) =>
    value.startsWith('\n') ? `${key}:${value}` : `${key}: ${value}`,
  );
  return `---\n${lines.join('\n')}\n---\n\n`;
}

function whenWords({ record, timeZone, local }: MarkdownParts): string {
  const { startedAt, endedAt, durationSeconds } = record;
  const start = `${local.dayInWords(startedAt)}, ${local.time(startedAt)}`;
  if (endedAt === null) return `${start} (${timeZone}). The meeting is still running.`;
  const isSameDay = local.day(startedAt) === local.day(endedAt);
  const end = isSameDay ? local.time(endedAt) : local.dateTime(endedAt).slice(0, -3);
  return `${start} to ${end} (${timeZone}), ${durationWords(durationSeconds)}`;
}

/** `1 h 5 min`; `40 s` below a minute. */
function durationWords(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 && `${hours} h`, (rest > 0 || hours === 0) && `${rest} min`]
    .filter(Boolean)
    .join(' ');
}

const section = (heading: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `## ${heading}\n\n${items.join('\n')}\n\n`;

const labelOf = (person: Parameters<typeof nameLabel>[0]): string =>
  markdownLine(nameLabel(person));

/** Decisions, actions and moments, each with the time of its line. */
function markSections({ record, local }: MarkdownParts): string {
  const of = (kind: Mark['kind']) => record.marks.filter((mark) => mark.kind === kind);
  const text = (mark: Mark) => markdownText(mark.text, '  ');
  const from = ({ at, author }: Mark) => `*${local.time(at)}, marked by ${labelOf(author)}*`;
  const action = (mark: Mark): string => {
    const { done, assignee, dueOn } = mark;
    const facts = [
      ...(assignee === undefined ? [] : [labelOf(assignee)]),
      ...(dueOn === undefined ? [] : [`due ${dueOn}`]),
      ...(done === undefined ? [] : [`done by ${markdownLine(done.by)} on ${local.day(done.at)}`]),
    ];
    const who = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
    return `- [${done === undefined ? ' ' : 'x'}] ${text(mark)}${who} ${from(mark)}`;
  };
  const plain = (mark: Mark) => `- ${text(mark)} ${from(mark)}`;
  return (
    section('Decisions', of('decision').map(plain)) +
    section('Actions', of('action').map(action)) +
    section('Moments', of('moment').map(plain))
  );
}

function peopleSection({ record, local }: MarkdownParts): string {
  const stay = ({ joinedAt, leftAt }: Attendance['intervals'][number]) =>
    `${local.time(joinedAt)}–${leftAt === null ? '' : local.time(leftAt)}`;
  const person = (one: Attendance): string => {
    const role = one.role ?? (one.isOwner ? 'owner' : 'participant');
    const words = role === 'cohost' ? 'co-host' : role;
    const stays = one.intervals.map(stay).join(', ');
    return `- ${labelOf(one)} (${words}), ${durationWords(one.presentSeconds)}: ${stays}`;
  };
  return section('People', record.attendances.map(person));
}

/** Merges the lines with what else happened, in the order of time. */
async function* conversation({ record, lines, local }: MarkdownParts): AsyncGenerator<string> {
  yield '## Conversation\n\n';
  const events = recordEvents(record);
  let next = 0;
  let day = local.day(record.startedAt);
  const heading = (at: string): string => {
    if (local.day(at) === day) return '';
    day = local.day(at);
    return `\n### ${markdownLine(local.dayInWords(at))}\n\n`;
  };
  const eventsUntil = (at: string | undefined): string => {
    const end =
      at === undefined ? -1 : events.findIndex((event, index) => index >= next && event.at > at);
    const passed = events.slice(next, end < 0 ? undefined : end);
    next += passed.length;
    return passed.map((event) => heading(event.at) + subdued(event, local)).join('');
  };
  for await (const line of lines) {
    yield eventsUntil(line.at) + heading(line.at) + spoken(line, local);
  }
  yield `${eventsUntil(undefined)}\n`;
}

const subdued = ({ at, words }: RecordEvent, local: LocalTime): string =>
  `- *${local.time(at)} ${markdownLine(words)}*\n`;

function spoken({ at, speaker, text, retractedAt }: Line, local: LocalTime): string {
  const name = labelOf(speaker);
  if (retractedAt !== undefined) return `- *${local.time(at)} Removed by ${name}*\n`;
  return `- **${local.time(at)}** ${name}: ${markdownText(text, '  ')}\n`;
}

function connectionSection({ record, local }: MarkdownParts): string {
  const stories = connectionStories(record, { time: local.time });
  const nameOf = new Map(record.attendances.map((person) => [person.id, labelOf(person)]));
  const items = stories.flatMap(({ participantId, summary, sentences }) => [
    `- ${nameOf.get(participantId) ?? ''}: ${markdownLine(summary)}`,
    ...sentences.map(({ text }) => `  - ${markdownLine(text)}`),
  ]);
  return section('Connections', items);
}

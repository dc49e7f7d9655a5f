import type { Attendance } from '@parley/shared/history';
import { nameLabel } from '@parley/shared/participants';
import { stringify } from 'csv-stringify/sync';
import type { LocalTime } from './local-time';
import { plainLine } from './plain-text';

/** A meeting with those who attended it. */
export interface AttendedMeeting {
  readonly id: string;
  /** The title of the meeting, or else the name of its room. */
  readonly title: string;
  readonly roomCode: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly people: readonly Omit<Attendance, 'isMe'>[];
}

/** The columns, in their order. New ones come at the end. */
const COLUMNS = [
  'meeting_id',
  'meeting',
  'room',
  'meeting_started',
  'meeting_ended',
  'person',
  'role',
  'joined',
  'left',
  'present_seconds',
  'joins',
  'meeting_started_local',
  'joined_local',
  'left_local',
  'time_zone',
] as const;

/** Excel reads a CSV file as UTF-8 only if it begins with this. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Writes attendance as CSV (RFC 4180): one row for each person and meeting, all fields in quotes.
 * Spreadsheets take no field for a formula.
 */
export async function* writeAttendance(
  meetings: AsyncIterable<AttendedMeeting>,
  { timeZone, local }: { timeZone: string; local: LocalTime },
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + rows([[...COLUMNS]]);
  const localOf = (instant: string | null) => (instant === null ? '' : local.dateTime(instant));
  for await (const { id, title, roomCode, startedAt, endedAt, people } of meetings) {
    if (people.length === 0) continue;
    yield rows(
      people.map((person) => [
        id,
        plainLine(title),
        roomCode,
        startedAt,
        endedAt ?? '',
        plainLine(nameLabel(person)),
        person.role ?? (person.isOwner ? 'owner' : 'participant'),
        person.joinedAt,
        person.leftAt ?? '',
        String(person.presentSeconds),
        String(person.intervals.length),
        localOf(startedAt),
        localOf(person.joinedAt),
        localOf(person.leftAt),
        timeZone,
      ]),
    );
  }
}

/**
 * Marks what a spreadsheet would take for a formula (OWASP, CSV injection), also behind spaces and
 * quotes, and in the wide forms of East Asian text.
 */
const asText = (field: string): string =>
  /^[\s'"]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20\u2212]/u.test(field) ? `'${field}` : field;

const rows = (table: readonly (readonly string[])[]): string =>
  stringify(
    table.map((row) => row.map(asText)),
    { quoted: true, record_delimiter: 'windows' },
  );

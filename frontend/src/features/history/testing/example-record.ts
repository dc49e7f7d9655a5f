import type { Activity } from '@parley/shared/activities';
import type { Attendance, MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';
import type { Mark } from '@parley/shared/marks';

/** An id of the right form: a letter for the kind, and a number. */
export const exampleId = (kind: 'a' | 'b' | 'c' | 'd' | 'e', number: number): string =>
  `${kind}${String(number).padStart(23, '0')}`;

export const MEETING_ID = exampleId('e', 1);
const START = Date.parse('2026-06-03T12:00:00.000Z');
const NAMES = ['Ana', 'Ben', 'Cem', 'Dora', 'Emre', 'Fatma Yılmaz-Öztürk'];

/** The instant so many minutes after the start of the example meeting. */
export const minute = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();

/** A participant of the example; the first one is the reader and owns the room. */
export function examplePerson(number: number, fields: Partial<Attendance> = {}): Attendance {
  const joinedAt = fields.joinedAt ?? minute(0);
  const leftAt = fields.leftAt === undefined ? minute(60) : fields.leftAt;
  return {
    id: exampleId('a', number),
    displayName: NAMES[number - 1] ?? `Person ${number}`,
    isOwner: number === 1,
    role: number === 1 ? 'owner' : 'participant',
    isMe: number === 1,
    joinedAt,
    leftAt,
    intervals: [{ joinedAt, leftAt }],
    presentSeconds: 3_600,
    ...fields,
  };
}

/** A line of the example that a participant wrote after so many minutes. */
export function exampleLine(number: number, minutes: number, fields: Partial<Line> = {}): Line {
  const by = fields.speaker?.id ?? exampleId('a', 1);
  return {
    id: exampleId('b', number),
    source: 'message',
    at: minute(minutes),
    speaker: {
      id: by,
      displayName: NAMES[Number(by.slice(1)) - 1] ?? 'Person',
      role: 'participant',
    },
    text: `Line ${number}`,
    ...fields,
  };
}

/** Speaks as the participant with this number. */
export const speaker = (
  number: number,
  fields: Partial<Line['speaker']> = {},
): Line['speaker'] => ({
  id: exampleId('a', number),
  displayName: NAMES[number - 1] ?? `Person ${number}`,
  role: number === 1 ? 'owner' : 'participant',
  ...fields,
});

/** A mark of Ben on a line of the example. */
export function exampleMark(number: number, line: Line, fields: Partial<Mark> = {}): Mark {
  return {
    id: exampleId('c', number),
    meetingId: MEETING_ID,
    kind: 'moment',
    lineId: line.id,
    at: line.at,
    text: line.text,
    isReworded: false,
    author: { id: exampleId('a', 2), displayName: 'Ben' },
    markedAt: line.at,
    ...fields,
  };
}

/** An activity of a participant after so many minutes. */
export function exampleActivity(
  number: number,
  minutes: number,
  kind: Activity['kind'],
  fields: Partial<Activity> = {},
): Activity {
  return {
    id: exampleId('d', number),
    at: minute(minutes),
    kind,
    participantId: exampleId('a', 1),
    ...fields,
  };
}

/** The record of an hour with Ana, who reads it, and Ben. */
export function exampleRecord(fields: Partial<MeetingRecord> = {}): MeetingRecord {
  const attendances = fields.attendances ?? [examplePerson(1), examplePerson(2)];
  return {
    id: MEETING_ID,
    room: { code: 'weekly', name: 'Weekly', exists: true },
    startedAt: minute(0),
    endedAt: minute(60),
    durationSeconds: 3_600,
    people: attendances.map(({ displayName }) => displayName),
    peopleCount: attendances.length,
    messageCount: 0,
    endReason: 'everyone_left',
    attendances,
    hostActions: [],
    activities: [],
    marks: [],
    connections: [],
    isMine: true,
    ...fields,
  };
}

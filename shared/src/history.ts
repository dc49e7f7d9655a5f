import { z } from 'zod';
import { activitySchema } from './activities';
import { participantConnectionSchema } from './connections';
import { defineEndpoints } from './endpoint';
import { hostActionSchema } from './host-controls';
import { markSchema } from './marks';
import { endReasonSchema } from './meetings';
import { nameNumberSchema } from './participants';
import { retentionSchema } from './retention';
import { roleSchema } from './roles';
import { roomCodeInputSchema } from './rooms';
import {
  cursorSchema,
  idSchema,
  instantSchema,
  lineSchema,
  limitSchema,
  searchSchema,
  textSchema,
} from './text';

/** How many names a summary contains. */
export const NAMES_IN_SUMMARY = 12;

/** A name that the owner gives one meeting. */
export const meetingTitleSchema = lineSchema(120);

/** Code points of the private note of one reader on one meeting. */
export const MAX_NOTE_LENGTH = 10_000;
export const noteTextSchema = textSchema(MAX_NOTE_LENGTH);

/** One interval in which a user was present; `leftAt` is null while they still are. */
export const intervalSchema = z.strictObject({
  joinedAt: instantSchema,
  leftAt: instantSchema.nullable(),
});

/** One user in one meeting, as its record shows them. */
export const attendanceSchema = z.strictObject({
  id: idSchema,
  /** The name at the end of the meeting, or when the user left. */
  displayName: z.string(),
  nameNumber: nameNumberSchema.optional(),
  isOwner: z.boolean(),
  /** The latest role in the meeting; absent in early records. */
  role: roleSchema.optional(),
  /** When an account claimed the attendance of a guest, and the name of that guest. */
  claimed: z.strictObject({ at: instantSchema, displayName: z.string() }).optional(),
  isMe: z.boolean(),
  joinedAt: instantSchema,
  leftAt: instantSchema.nullable(),
  intervals: z.array(intervalSchema),
  presentSeconds: z.number().int().nonnegative(),
});
export type Attendance = z.infer<typeof attendanceSchema>;

/** One entry in the list of past meetings. */
export const meetingSummarySchema = z.strictObject({
  id: idSchema,
  /** The room when the meeting ended; `exists` is false once the room was deleted. */
  room: z.strictObject({ code: z.string(), name: z.string(), exists: z.boolean() }),
  /** The name that the owner gave this meeting; absent means that of the room. */
  title: z.string().optional(),
  startedAt: instantSchema,
  /** Null while the meeting runs. */
  endedAt: instantSchema.nullable(),
  durationSeconds: z.number().int().nonnegative(),
  /** The labels of the first attendees (`nameLabel`). */
  people: z.array(z.string()),
  /** The number of all attendees. */
  peopleCount: z.number().int().nonnegative(),
  messageCount: z.number().int().nonnegative(),
  /** Marks that the reader may see; absent for none. */
  decisionCount: z.number().int().positive().optional(),
  openActionCount: z.number().int().positive().optional(),
  /**
   * The record has only the room, the times and the number of people (retention `outline`). Its
   * attendances are the reader's own, without a name.
   */
  isOutline: z.literal(true).optional(),
  /**
   * True while the meeting runs without the reader. Until it ends, the summary shows the reader as
   * the only attendee, and no messages.
   */
  isRestricted: z.literal(true).optional(),
});
export type MeetingSummary = z.infer<typeof meetingSummarySchema>;

/** The record of one meeting: its summary and all attendances. */
export const meetingRecordSchema = meetingSummarySchema.extend({
  endReason: endReasonSchema.nullable(),
  attendances: z.array(attendanceSchema),
  /** What hosts did, in the order of time. */
  hostActions: z.array(hostActionSchema),
  /** What participants did, in the order of time. */
  activities: z.array(activitySchema),
  /** In the order of their lines. */
  marks: z.array(markSchema),
  connections: z.array(participantConnectionSchema),
  /** The reader's own note; nobody else can read it. */
  note: z.string().optional(),
  /** Whether the reader owns the record: may rename, share and delete it. */
  isMine: z.boolean(),
  /** True if the record is open to the reader by a share only: they read, and change nothing. */
  isShared: z.literal(true).optional(),
  /**
   * Present if a host removed the reader and they did not come back: nothing later is shown. The
   * stays of the others end then, although they may have stayed longer.
   */
  readableUntil: instantSchema.optional(),
  /** How long the record of this meeting is kept. */
  retention: retentionSchema.optional(),
  /** When the record will be deleted; absent: not by itself. */
  expiresAt: instantSchema.optional(),
});
export type MeetingRecord = z.infer<typeof meetingRecordSchema>;

/** The filters of a list of meetings, in the query of a request. */
export const meetingFilters = {
  /** Matches part of the name of an attendee. */
  person: searchSchema(80).optional(),
  /** Matches part of the name or the title, or of the code of the room. */
  place: searchSchema(80).optional(),
  /** The reader joined at this instant or later; in the list of a room, the meeting started. */
  from: instantSchema.optional(),
  /** As `from`, before this instant. */
  to: instantSchema.optional(),
  /** Only meetings with a decision, and only those with an open action. */
  withDecisions: z.literal('true').optional(),
  withOpenActions: z.literal('true').optional(),
};

export const historyEndpoints = defineEndpoints({
  listMeetings: {
    method: 'GET',
    path: '/meetings',
    access: 'account',
    scope: 'records:read',
    summary:
      'List the meetings that you attended, latest first. With `room`, list all meetings of one of your rooms. A filtered page may be empty although a cursor follows.',
    query: z.strictObject({
      cursor: cursorSchema.optional(),
      limit: limitSchema,
      /** Matches part of the name of a room or of an attendee. */
      q: searchSchema(80).optional(),
      /** Lists the meetings of this room only; the reader must own it. */
      room: roomCodeInputSchema.optional(),
      ...meetingFilters,
    }),
    response: z.strictObject({
      meetings: z.array(meetingSummarySchema),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
    errors: ['NOT_FOUND'],
  },
  renameMeeting: {
    method: 'PATCH',
    path: '/meetings/:id',
    access: 'account',
    scope: 'records:write',
    summary:
      'Give a meeting of your room a title of its own; null takes it away. Of two changes at once the later one stays.',
    params: z.strictObject({ id: idSchema }),
    body: z.strictObject({ title: meetingTitleSchema.nullable() }),
    response: z.strictObject({ meeting: meetingSummarySchema }),
    status: 200,
    errors: ['NOT_FOUND', 'MEETING_RUNNING', 'RECORD_READ_ONLY'],
  },
  deleteMeeting: {
    method: 'DELETE',
    path: '/meetings/:id',
    access: 'account',
    summary:
      'Delete the record of a meeting of your room after its end, for everybody: attendances, lines, marks, notes and shares. It cannot be undone.',
    params: z.strictObject({ id: idSchema }),
    status: 204,
    errors: ['NOT_FOUND', 'MEETING_RUNNING'],
  },
  writeNote: {
    method: 'PATCH',
    path: '/meetings/:id/note',
    access: 'account',
    scope: 'records:write',
    summary: 'Write your private note on a meeting that you may read; null deletes it.',
    params: z.strictObject({ id: idSchema }),
    body: z.strictObject({ text: noteTextSchema.nullable() }),
    response: z.strictObject({ note: z.string().nullable() }),
    status: 200,
    errors: ['NOT_FOUND', 'MEETING_RUNNING', 'RECORD_READ_ONLY'],
  },
  readMeeting: {
    method: 'GET',
    path: '/meetings/:id',
    access: 'account',
    scope: 'records:read',
    summary:
      'Read the record of a meeting that you attended or whose room you own. While the meeting runs without you, the record has only your own attendance.',
    params: z.strictObject({ id: idSchema }),
    response: z.strictObject({ meeting: meetingRecordSchema }),
    status: 200,
    errors: ['NOT_FOUND'],
  },
});

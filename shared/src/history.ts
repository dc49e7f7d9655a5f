import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { hostActionSchema } from './host-controls';
import { endReasonSchema } from './meetings';
import { nameNumberSchema } from './participants';
import { roleSchema } from './roles';
import { roomCodeInputSchema } from './rooms';
import { cursorSchema, idSchema, instantSchema, limitSchema, searchSchema } from './text';

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
  startedAt: instantSchema,
  /** Null while the meeting runs. */
  endedAt: instantSchema.nullable(),
  durationSeconds: z.number().int().nonnegative(),
  /** The labels of the first attendees (`nameLabel`). */
  people: z.array(z.string()),
  /** The number of all attendees. */
  peopleCount: z.number().int().nonnegative(),
  messageCount: z.number().int().nonnegative(),
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
});
export type MeetingRecord = z.infer<typeof meetingRecordSchema>;

export const historyEndpoints = defineEndpoints({
  listMeetings: {
    method: 'GET',
    path: '/meetings',
    access: 'account',
    summary:
      'List the meetings that you attended, latest first. With `room`, list all meetings of one of your rooms.',
    query: z.strictObject({
      cursor: cursorSchema.optional(),
      limit: limitSchema,
      /** Matches part of the name of a room or of an attendee. */
      q: searchSchema(80).optional(),
      /** Lists the meetings of this room only; the reader must own it. */
      room: roomCodeInputSchema.optional(),
    }),
    response: z.strictObject({
      meetings: z.array(meetingSummarySchema),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
    errors: ['NOT_FOUND'],
  },
  readMeeting: {
    method: 'GET',
    path: '/meetings/:id',
    access: 'account',
    summary:
      'Read the record of a meeting that you attended or whose room you own. While the meeting runs without you, the record has only your own attendance.',
    params: z.strictObject({ id: idSchema }),
    response: z.strictObject({ meeting: meetingRecordSchema }),
    status: 200,
    errors: ['NOT_FOUND'],
  },
});

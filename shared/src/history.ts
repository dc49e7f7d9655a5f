import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { endReasonSchema } from './meetings';
import { nameNumberSchema } from './participants';
import { roomCodeInputSchema } from './rooms';
import { cursorSchema, idSchema, instantSchema, limitSchema, searchSchema } from './text';

/** One stretch of presence; `leftAt` is null while it lasts. */
export const intervalSchema = z.strictObject({
  joinedAt: instantSchema,
  leftAt: instantSchema.nullable(),
});

export const attendanceSchema = z.strictObject({
  id: idSchema,
  /** At the end of the meeting, or when they left it. */
  displayName: z.string(),
  nameNumber: nameNumberSchema.optional(),
  isOwner: z.boolean(),
  isMe: z.boolean(),
  joinedAt: instantSchema,
  leftAt: instantSchema.nullable(),
  intervals: z.array(intervalSchema),
  presentSeconds: z.number().int().nonnegative(),
});
export type Attendance = z.infer<typeof attendanceSchema>;

/** One line of the history. */
export const meetingSummarySchema = z.strictObject({
  id: idSchema,
  /** As it was called when the meeting ended; `exists` says whether it can still be entered. */
  room: z.strictObject({ code: z.string(), name: z.string(), exists: z.boolean() }),
  startedAt: instantSchema,
  /** Null while the meeting runs. */
  endedAt: instantSchema.nullable(),
  durationSeconds: z.number().int().nonnegative(),
  /** Names of the first people, with their numbers, and how many there were in all. */
  people: z.array(z.string()),
  peopleCount: z.number().int().nonnegative(),
  messageCount: z.number().int().nonnegative(),
  /**
   * The meeting runs and the reader is not in it: of people there is only the reader, of messages
   * none, until it ends.
   */
  isRestricted: z.literal(true).optional(),
});
export type MeetingSummary = z.infer<typeof meetingSummarySchema>;

export const meetingRecordSchema = meetingSummarySchema.extend({
  endReason: endReasonSchema.nullable(),
  attendances: z.array(attendanceSchema),
});
export type MeetingRecord = z.infer<typeof meetingRecordSchema>;

export const historyEndpoints = defineEndpoints({
  listMeetings: {
    method: 'GET',
    path: '/meetings',
    access: 'account',
    summary: 'Meetings that you attended, latest first; or all of a room of yours.',
    query: z.strictObject({
      cursor: cursorSchema.optional(),
      limit: limitSchema,
      /** Part of a room's or a person's name. */
      q: searchSchema(80).optional(),
      /** Only meetings of this room, which must be yours. */
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
      'The record of one meeting that you attended or whose room is yours. Of one that runs without you, only your own attendance.',
    params: z.strictObject({ id: idSchema }),
    response: z.strictObject({ meeting: meetingRecordSchema }),
    status: 200,
    errors: ['NOT_FOUND'],
  },
});

import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { nameNumberSchema } from './participants';
import { roomCodeInputSchema } from './rooms';
import { defineEvents } from './socket-contract';
import { cursorSchema, idSchema, instantSchema, lineSchema, limitSchema } from './text';

/** What a mark says about a line: a moment to come back to, a decision, or an action to do. */
export const markKindSchema = z.enum(['moment', 'decision', 'action']);
export type MarkKind = z.infer<typeof markKindSchema>;

/** A calendar day without a time zone, such as `2026-12-24`. */
export const daySchema = z.iso.date();

/** Code points of the wording of a mark. */
export const MAX_MARK_TEXT = 500;
/** How many marks a meeting can have. */
export const MAX_MARKS = 500;

/** A participant in a mark, with the name at that time. */
export const markPersonSchema = z.strictObject({
  /** The participant id. */
  id: idSchema,
  displayName: z.string(),
  nameNumber: nameNumberSchema.optional(),
});
export type MarkPerson = z.infer<typeof markPersonSchema>;

/** Who set a mark; an owner who was not in the meeting has no participant id. */
export const markAuthorSchema = markPersonSchema.partial({ id: true });

/**
 * A mark on a line. A line has at most one mark of each kind, whoever set it first; marking it again
 * returns the mark that is there.
 */
export const markSchema = z.strictObject({
  id: idSchema,
  meetingId: idSchema,
  kind: markKindSchema,
  lineId: idSchema,
  /** When the line was written. */
  at: instantSchema,
  /** What was decided or has to be done: the wording of the mark, or else the text of the line. */
  text: z.string(),
  /** Whether `text` is a wording of its own. */
  isReworded: z.boolean(),
  author: markAuthorSchema,
  markedAt: instantSchema,
  /** Of an action: who does it, and until when. */
  assignee: markPersonSchema.optional(),
  dueOn: daySchema.optional(),
  /** Of an action: who completed it, and when. Absent while it is open. */
  done: z.strictObject({ at: instantSchema, by: z.string() }).optional(),
});
export type Mark = z.infer<typeof markSchema>;

/** An open action outside of its record. */
export const openActionSchema = z.strictObject({
  mark: markSchema,
  meeting: z.strictObject({
    id: idSchema,
    /** The title of the meeting, or else the name of its room. */
    title: z.string(),
    roomCode: z.string(),
    startedAt: instantSchema,
  }),
  isMine: z.boolean(),
});
export type OpenAction = z.infer<typeof openActionSchema>;

export const markTextSchema = lineSchema(MAX_MARK_TEXT);

const meetingParams = z.strictObject({ id: idSchema });
const markParams = z.strictObject({ id: idSchema, markId: idSchema });
const markResponse = z.strictObject({ mark: markSchema });
const actionsResponse = z.strictObject({
  actions: z.array(openActionSchema),
  nextCursor: z.string().nullable(),
});

export const markEvents = defineEvents({
  'mark:changed': {
    summary: 'Somebody set or changed a mark in your meeting.',
    payload: markResponse,
  },
  'mark:removed': {
    summary: 'Somebody removed a mark in your meeting.',
    payload: z.strictObject({ id: idSchema }),
  },
});

export const markEndpoints = defineEndpoints({
  listMarks: {
    method: 'GET',
    path: '/meetings/:id/marks',
    access: 'token',
    scope: 'records:read',
    summary:
      'List the marks of a meeting in the order of their lines. Guests can while they are in it.',
    params: meetingParams,
    response: z.strictObject({ marks: z.array(markSchema) }),
    status: 200,
    errors: ['NOT_FOUND', 'MEETING_RUNNING'],
  },
  addMark: {
    method: 'POST',
    path: '/meetings/:id/marks',
    access: 'token',
    scope: 'records:write',
    summary:
      'Mark a line. If the line has a mark of this kind already, the answer is that mark, unchanged. Guests can while they are in the meeting.',
    params: meetingParams,
    body: z.strictObject({
      lineId: idSchema,
      kind: markKindSchema,
      text: markTextSchema.optional(),
      assigneeId: idSchema.optional(),
      dueOn: daySchema.optional(),
    }),
    response: markResponse,
    status: 201,
    errors: ['NOT_FOUND', 'MEETING_RUNNING', 'RECORD_READ_ONLY', 'TOO_MANY_MARKS'],
  },
  changeMark: {
    method: 'PATCH',
    path: '/meetings/:id/marks/:markId',
    access: 'token',
    scope: 'records:write',
    summary:
      'Change the wording of a mark, or who does an action until when, or whether it is done. Null removes a value.',
    params: markParams,
    body: z
      .strictObject({
        text: markTextSchema.nullable().optional(),
        assigneeId: idSchema.nullable().optional(),
        dueOn: daySchema.nullable().optional(),
        isDone: z.boolean().optional(),
      })
      .refine((change) => Object.keys(change).length > 0, 'Nothing to change'),
    response: markResponse,
    status: 200,
    errors: ['NOT_FOUND', 'MEETING_RUNNING', 'RECORD_READ_ONLY'],
  },
  removeMark: {
    method: 'DELETE',
    path: '/meetings/:id/marks/:markId',
    access: 'token',
    scope: 'records:write',
    summary: 'Remove a mark. Repeating it is safe.',
    params: markParams,
    status: 204,
    errors: ['NOT_FOUND', 'MEETING_RUNNING', 'RECORD_READ_ONLY'],
  },
  listOwnActions: {
    method: 'GET',
    path: '/actions',
    access: 'account',
    scope: 'records:read',
    summary: 'List the open actions that are assigned to you: the earliest due first.',
    query: z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema }),
    response: actionsResponse,
    status: 200,
  },
  listRoomActions: {
    method: 'GET',
    path: '/rooms/:code/actions',
    access: 'account',
    scope: 'records:read',
    summary:
      'List the open actions of earlier meetings of a room whose records you may read: the earliest due first.',
    params: z.strictObject({ code: roomCodeInputSchema }),
    query: z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema }),
    response: actionsResponse,
    status: 200,
    errors: ['NOT_FOUND'],
  },
});

import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { nameNumberSchema } from './participants';
import { roleSchema } from './roles';
import { defineEvents } from './socket-contract';
import { cursorSchema, idSchema, instantSchema, limitSchema } from './text';

/** Where a line comes from: somebody wrote it. Speech will be another source. */
export const lineSourceSchema = z.enum(['message']);

/**
 * One line of the conversation of a meeting. All lines of a meeting have one order: by time, and
 * lines of the same moment by id.
 */
export const conversationLineSchema = z.strictObject({
  id: idSchema,
  source: lineSourceSchema,
  at: instantSchema,
  /** The participant, with the name at that time. */
  speaker: z.strictObject({
    id: idSchema,
    displayName: z.string(),
    nameNumber: nameNumberSchema.optional(),
    role: roleSchema.optional(),
  }),
  /** Empty if the speaker has retracted the line. */
  text: z.string(),
  /** When the speaker retracted the line. Its text is deleted everywhere. */
  retractedAt: instantSchema.optional(),
});
export type Line = z.infer<typeof conversationLineSchema>;

export const lineEvents = defineEvents({
  'line:retracted': {
    summary: 'A speaker has retracted a line; its text is no longer there.',
    payload: z.strictObject({ id: idSchema, retractedAt: instantSchema }),
  },
});

export const lineEndpoints = defineEndpoints({
  listLines: {
    method: 'GET',
    path: '/meetings/:id/lines',
    access: 'account',
    scope: 'records:read',
    summary:
      'List the conversation of a meeting, oldest line first. While it runs, only its participants can read it; afterwards its attendees, the owner of the room and people with whom it is shared.',
    params: z.strictObject({ id: idSchema }),
    query: z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema }),
    response: z.strictObject({
      lines: z.array(conversationLineSchema),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
    errors: ['NOT_FOUND', 'MEETING_RUNNING'],
  },
  retractLine: {
    method: 'DELETE',
    path: '/meetings/:id/lines/:lineId',
    access: 'token',
    scope: 'records:write',
    summary:
      'Retract one of your own lines: its text is deleted, and the record says who removed it. Repeating it is safe.',
    params: z.strictObject({ id: idSchema, lineId: idSchema }),
    response: z.strictObject({ line: conversationLineSchema }),
    status: 200,
    errors: ['NOT_FOUND', 'MEETING_RUNNING'],
  },
});

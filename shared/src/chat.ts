import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { nameNumberSchema } from './participants';
import { roleSchema } from './roles';
import { defineCommands, defineEvents } from './socket-contract';
import { cursorSchema, idSchema, instantSchema, limitSchema, textSchema } from './text';

/** Code points of a chat message. */
export const MAX_MESSAGE_LENGTH = 4_000;
/** The number of messages in the ack of a join and in one answer to `chat:sync`. */
export const CHAT_PAGE = 100;

/** The text of a chat message. */
export const messageTextSchema = textSchema(MAX_MESSAGE_LENGTH);

/** The sender's id of a message, at least 128 random bits; a repetition carries the same id. */
export const clientIdSchema = z.string().regex(/^[\w-]{16,64}$/, 'Not a client id');

/** A stored chat message. */
export const messageSchema = z.strictObject({
  id: idSchema,
  /** 1, 2, 3, … within one meeting, without gaps. */
  seq: z.number().int().positive(),
  clientId: clientIdSchema,
  /** The sender, with the name at the time of writing. */
  sender: z.strictObject({
    id: idSchema,
    displayName: z.string(),
    nameNumber: nameNumberSchema.optional(),
    /** The role at the time of writing; absent in old messages. */
    role: roleSchema.optional(),
  }),
  /** Empty if the sender has retracted the message. */
  text: z.string(),
  sentAt: instantSchema,
  /** When the sender retracted the message. */
  retractedAt: instantSchema.optional(),
});
export type Message = z.infer<typeof messageSchema>;

/** How much of a chat quota is used; present only when little is left. */
export const chatUsageSchema = z.strictObject({
  /**
   * The quota of the meeting, the daily quota of the reader's account, or what the records of the
   * owner of the room may use.
   */
  of: z.enum(['meeting', 'account', 'owner']),
  percent: z.number().int().min(0).max(100),
});
export type ChatUsage = z.infer<typeof chatUsageSchema>;

export const chatCommands = defineCommands({
  'chat:send': {
    summary:
      'Store a message and send it to all participants. Repeating it is safe. Fails with CHAT_FULL when the meeting, with CHAT_LIMIT when the account, and with STORAGE_FULL when the owner of the room has used the quota.',
    rate: 'chat',
    payload: z.strictObject({ clientId: clientIdSchema, text: messageTextSchema }),
    ack: z.strictObject({ message: messageSchema, chatUsage: chatUsageSchema.optional() }),
  },
  'chat:sync': {
    summary: 'Get the messages after a sequence number, oldest first.',
    rate: 'state',
    payload: z.strictObject({ afterSeq: z.number().int().nonnegative() }),
    ack: z.strictObject({ messages: z.array(messageSchema), hasMore: z.boolean() }),
  },
});

export const chatEvents = defineEvents({
  'chat:sent': {
    summary: 'A message was stored.',
    payload: z.strictObject({ message: messageSchema }),
  },
});

export const chatEndpoints = defineEndpoints({
  listMessages: {
    method: 'GET',
    path: '/meetings/:id/messages',
    access: 'token',
    scope: 'records:read',
    summary:
      'List the chat of a meeting, oldest first. While it runs, only its participants can read it; afterwards its attendees and the owner of the room.',
    params: z.strictObject({ id: idSchema }),
    query: z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema }),
    response: z.strictObject({
      messages: z.array(messageSchema),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
    errors: ['NOT_FOUND', 'MEETING_RUNNING'],
  },
});

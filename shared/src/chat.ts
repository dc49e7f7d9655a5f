import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { nameNumberSchema } from './participants';
import { defineCommands, defineEvents } from './socket-contract';
import { cursorSchema, idSchema, instantSchema, limitSchema, textSchema } from './text';

export const MAX_MESSAGE_LENGTH = 4_000;
/** How many of the latest messages a join ack carries, and how many one `chat:sync` returns. */
export const CHAT_PAGE = 100;

export const messageTextSchema = textSchema(MAX_MESSAGE_LENGTH);

/** Made by the sender, 128 random bits or more; a retry carries the same one. */
export const clientIdSchema = z.string().regex(/^[\w-]{16,64}$/, 'Not a client id');

export const messageSchema = z.strictObject({
  id: idSchema,
  /** 1, 2, 3, … within one meeting, without gaps. */
  seq: z.number().int().positive(),
  clientId: clientIdSchema,
  /** By the name that they had when they wrote. */
  sender: z.strictObject({
    id: idSchema,
    displayName: z.string(),
    nameNumber: nameNumberSchema.optional(),
  }),
  text: z.string(),
  sentAt: instantSchema,
});
export type Message = z.infer<typeof messageSchema>;

/** How much of the room for chat is used; told when little is left. */
export const chatUsageSchema = z.strictObject({
  /** Of the meeting's whole chat, or of what the reader's account may write in a day. */
  of: z.enum(['meeting', 'account']),
  percent: z.number().int().min(0).max(100),
});
export type ChatUsage = z.infer<typeof chatUsageSchema>;

export const chatCommands = defineCommands({
  'chat:send': {
    summary:
      'Store a message and show it to everybody in the meeting. Safe to repeat. CHAT_FULL where the chat of the meeting has no room for it, CHAT_LIMIT where the account has written as much as it may in a day.',
    policy: 'participant',
    rate: 'chat',
    payload: z.strictObject({ clientId: clientIdSchema, text: messageTextSchema }),
    ack: z.strictObject({ message: messageSchema, chatUsage: chatUsageSchema.optional() }),
  },
  'chat:sync': {
    summary: 'Messages after a sequence number, oldest first.',
    policy: 'participant',
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
    access: 'account',
    summary:
      'The chat of one meeting, oldest first: while it runs for those inside it, afterwards for those who attended and for the owner of the room.',
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

import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { meetingRecordSchema } from './history';
import { conversationLineSchema } from './lines';
import { cursorSchema, idSchema, instantSchema } from './text';

/*
 * Sharing the record of a meeting that has ended: by a link, or with an account. Only the owner of the
 * record shares it. Readers of a share read to the end and change nothing.
 */

/** How many days a share can last. */
export const SHARE_DAYS = [1, 7, 30, 90] as const;
export const shareDaysSchema = z.literal(SHARE_DAYS);
export type ShareDays = z.infer<typeof shareDaysSchema>;
export const DEFAULT_SHARE_DAYS: ShareDays = 7;

/** How many shares one record can have. */
export const MAX_SHARES = 50;

/** The token of a share link: 256 random bits. Its URL has it behind the `#`, so no server logs it. */
export const shareTokenSchema = z.string().regex(/^[\w-]{43}$/, 'Not a token');

/** A share, as the owner of the record sees it. The token of a link is shown once only. */
export const shareSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(['link', 'account']),
  /** With `account`: who may read. */
  account: z.strictObject({ displayName: z.string() }).optional(),
  createdAt: instantSchema,
  /** Null: until it is revoked. */
  expiresAt: instantSchema.nullable(),
  /** Null: nobody has opened it yet. Within a minute. */
  lastUsedAt: instantSchema.nullable(),
});
export type Share = z.infer<typeof shareSchema>;

const meetingParams = z.strictObject({ id: idSchema });

export const shareEndpoints = defineEndpoints({
  listShares: {
    method: 'GET',
    path: '/meetings/:id/shares',
    access: 'account',
    summary: 'List the shares of a record that you own and that still work, oldest first.',
    params: meetingParams,
    response: z.strictObject({ shares: z.array(shareSchema) }),
    status: 200,
    errors: ['NOT_FOUND', 'MEETING_RUNNING'],
  },
  addShare: {
    method: 'POST',
    path: '/meetings/:id/shares',
    access: 'account',
    summary:
      'Share a record that you own: by a link, whose token is only in this answer, or with an account. Sharing with the same account again replaces that share.',
    params: meetingParams,
    body: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('link'),
        days: shareDaysSchema.default(DEFAULT_SHARE_DAYS),
      }),
      z.strictObject({
        kind: z.literal('account'),
        email: z.string().trim().min(3).max(254),
        /** Null: until you revoke it. */
        days: shareDaysSchema.nullable().default(null),
      }),
    ]),
    response: z.strictObject({ share: shareSchema, token: shareTokenSchema.optional() }),
    status: 201,
    errors: ['NOT_FOUND', 'MEETING_RUNNING', 'TOO_MANY_SHARES'],
  },
  revokeShare: {
    method: 'DELETE',
    path: '/meetings/:id/shares/:shareId',
    access: 'account',
    summary: 'Revoke a share: its next request is refused. Repeating it is safe.',
    params: z.strictObject({ id: idSchema, shareId: idSchema }),
    status: 204,
    errors: ['NOT_FOUND', 'MEETING_RUNNING'],
  },
  readSharedRecord: {
    method: 'POST',
    path: '/shared-record',
    access: 'public',
    summary:
      'Read the record that a share link opens. It has no email addresses, notes, account ids or room codes. A link that was revoked, has expired or never existed gets the same answer.',
    body: z.strictObject({ token: shareTokenSchema }),
    response: z.strictObject({
      /** Its room has an empty code, and `isShared` is true. */
      meeting: meetingRecordSchema,
      /** When the link stops working. */
      expiresAt: instantSchema,
    }),
    status: 200,
    errors: ['LINK_INVALID'],
  },
  listSharedLines: {
    method: 'POST',
    path: '/shared-record/lines',
    access: 'public',
    summary: 'List the conversation of the record that a share link opens, oldest line first.',
    body: z.strictObject({ token: shareTokenSchema, cursor: cursorSchema.optional() }),
    response: z.strictObject({
      lines: z.array(conversationLineSchema),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
    errors: ['LINK_INVALID'],
  },
});

import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { retentionSchema } from './retention';
import { roomAccessSchema } from './roles';
import { keyCheckSchema, roomCodeInputSchema } from './rooms';
import { displayNameSchema, idSchema, instantSchema } from './text';

/** The name that a guest chooses. */
export const createGuestSchema = z.strictObject({ displayName: displayNameSchema });

/** A guest, as the guest themselves sees it. */
export const guestSchema = z.strictObject({
  id: idSchema,
  displayName: z.string(),
  kind: z.literal('guest'),
});
export type Guest = z.infer<typeof guestSchema>;

/** The response of `createGuest` and `refreshGuest`. */
export const guestSessionSchema = z.strictObject({ user: guestSchema, accessToken: z.string() });
export type GuestSession = z.infer<typeof guestSessionSchema>;

/** What a visitor has to know before joining, and no more: no names and no participants. */
export const roomEntrySchema = z.strictObject({
  access: roomAccessSchema,
  /** Whether guests may come at all: the operator and the room allow it. */
  guests: z.boolean(),
  hasPassword: z.boolean(),
  /** Present if the room is end-to-end encrypted. */
  keyCheck: keyCheckSchema.optional(),
  /** How long the record is kept; absent means `forever`. */
  retention: retentionSchema.optional(),
});
export type RoomEntry = z.infer<typeof roomEntrySchema>;

/** A guest of this browser, whose meetings the signed-in account may claim. */
export const claimSchema = z.strictObject({
  /** The id of the guest. */
  id: idSchema,
  /** The latest name of the guest. */
  displayName: z.string(),
  /** The name of the room at the latest meeting. */
  roomName: z.string(),
  meetingCount: z.number().int().positive(),
  lastJoinedAt: instantSchema,
});
export type Claim = z.infer<typeof claimSchema>;

const roomParams = z.strictObject({ code: roomCodeInputSchema });
/** A browser has at most ten guests. */
const claimIds = z.strictObject({ ids: z.array(idSchema).min(1).max(10) });

export const guestEndpoints = defineEndpoints({
  readEntry: {
    method: 'GET',
    path: '/rooms/:code/entry',
    access: 'public',
    summary: 'Read how a room may be entered. A wrong code counts as a guess of the address.',
    params: roomParams,
    response: roomEntrySchema,
    status: 200,
    errors: ['NOT_FOUND'],
  },
  createGuest: {
    method: 'POST',
    path: '/rooms/:code/guests',
    access: 'public',
    usesCookie: true,
    summary:
      'Become a guest of a room with a name. Sets a cookie for this room. With the cookie of an earlier guest of the room, that guest gets the name instead.',
    params: roomParams,
    body: createGuestSchema,
    response: guestSessionSchema,
    status: 201,
    errors: ['NOT_FOUND', 'ACCOUNT_REQUIRED'],
  },
  refreshGuest: {
    method: 'POST',
    path: '/rooms/:code/guests/refresh',
    access: 'public',
    usesCookie: true,
    summary:
      "Exchange the room's guest cookie for an access token and a new cookie. As with `refresh`, a client sends the access token that it has.",
    params: roomParams,
    response: guestSessionSchema,
    status: 200,
    errors: ['SESSION_ENDED', 'ACCOUNT_REQUIRED'],
  },
});

export const claimEndpoints = defineEndpoints({
  listClaims: {
    method: 'GET',
    path: '/users/me/claims',
    access: 'account',
    summary:
      'List the guests whose meetings your account may claim. Only the guest cookies of the request prove who you were.',
    response: z.strictObject({ claims: z.array(claimSchema) }),
    status: 200,
  },
  claimMeetings: {
    method: 'POST',
    path: '/users/me/claims',
    access: 'account',
    summary:
      'Claim the meetings of some of these guests: attendances, chat messages and names become those of your account. Meetings that still run follow when they end.',
    body: claimIds,
    response: z.strictObject({
      /** How many meetings belong to the account now. */
      claimed: z.number().int().nonnegative(),
      /** Whether some meetings still run. */
      hasPending: z.boolean(),
    }),
    status: 200,
    errors: ['NOT_FOUND'],
  },
  declineClaims: {
    method: 'DELETE',
    path: '/users/me/claims',
    access: 'account',
    summary: 'Do not offer the present guests of this browser to your account again.',
    status: 204,
  },
});

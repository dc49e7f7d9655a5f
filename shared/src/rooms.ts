import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { retentionSchema } from './retention';
import { roomAccessSchema } from './roles';
import { parseRoomCode, ROOM_CODE_RULE, roomCodeSchema } from './room-code';
import { cursorSchema, instantSchema, lineSchema, limitSchema } from './text';

/** The largest capacity that a server can allow for a mesh; the grid supports no more tiles. */
export const MAX_MESH_CAPACITY = 9;

/** The name of a room. */
export const roomNameSchema = lineSchema(80);

/** A room code as it was typed or pasted; see `parseRoomCode`. */
export const roomCodeInputSchema = z
  .string()
  .max(300)
  .transform((input, context) => {
    const code = parseRoomCode(input);
    if (code !== null) return code;
    context.addIssue({ code: 'custom', message: ROOM_CODE_RULE });
    return z.NEVER;
  });

/** The largest capacity that a server with an SFU can allow. */
export const MAX_ROOM_CAPACITY = 100;

/**
 * Tells whether a room key is the right one, without the key: 128 bits that only clients compute from
 * it. A room with a key check is end-to-end encrypted. The server never gets the key (docs/decisions/073).
 */
export const keyCheckSchema = z.string().regex(/^[\w-]{22}$/);

/** A room, as a signed-in user sees it. */
export const roomSchema = z.strictObject({
  code: roomCodeSchema,
  name: z.string(),
  /**
   * The number of seats: 2 for one-to-one. A room whose owner chose none holds as many as the server
   * can, which is more while there is an SFU.
   */
  capacity: z.number().int().min(2),
  /** What the owner chose; absent for as many as the server can hold. */
  chosenCapacity: z.number().int().min(2).optional(),
  /** True while the room holds fewer people than usual, because the SFU does not answer. */
  waitsForSfu: z.boolean().optional(),
  isOwner: z.boolean(),
  access: roomAccessSchema,
  /** That of meetings that begin from now on. */
  retention: retentionSchema.optional(),
  keyCheck: keyCheckSchema.optional(),
  createdAt: instantSchema,
  lastUsedAt: instantSchema,
  /** The number of seats that are taken. */
  peopleCount: z.number().int().nonnegative(),
  /** Whether people have to give a password once. Only its owner sees this and the key. */
  hasPassword: z.boolean().optional(),
  /** Stands for the password in the invite link; present if the owner wants it there. */
  inviteKey: z.string().optional(),
});
export type Room = z.infer<typeof roomSchema>;

const roomResponse = z.strictObject({ room: roomSchema });
const roomParams = z.strictObject({ code: roomCodeInputSchema });
const capacitySchema = z.number().int().min(2).max(MAX_ROOM_CAPACITY);

/** The body of `createRoom`. */
export const createRoomSchema = z.strictObject({
  name: roomNameSchema.optional(),
  code: roomCodeInputSchema.optional(),
  capacity: capacitySchema.optional(),
  access: roomAccessSchema.optional(),
  retention: retentionSchema.optional(),
  /** Present for a room with end-to-end encryption. */
  keyCheck: keyCheckSchema.optional(),
});

/** The password of a room. It keeps out people who only have the link; it is not that of an account. */
export const roomPasswordSchema = z
  .string()
  .min(4, 'At least 4 characters')
  .max(128, 'At most 128 characters');

/** The body of `updateRoom`; at least one field. */
export const updateRoomSchema = z
  .strictObject({
    name: roomNameSchema.optional(),
    /** Null for as many as the server can hold. */
    capacity: capacitySchema.nullable().optional(),
    access: roomAccessSchema.optional(),
    /** Applies to meetings that begin afterwards. */
    retention: retentionSchema.optional(),
    /** Null removes the password. A new one has to be given by everybody again. */
    password: roomPasswordSchema.nullable().optional(),
    /** Whether the invite link contains a key that stands for the password. */
    isPasswordInLink: z.boolean().optional(),
    /**
     * Turns end-to-end encryption on, replaces the room key, or (null) turns it off. Refused while
     * somebody is in the meeting.
     */
    keyCheck: keyCheckSchema.nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'Nothing to change');

const roomListSchema = z.strictObject({
  rooms: z.array(roomSchema),
  nextCursor: z.string().nullable(),
  /** The largest capacity that this server allows. */
  maxCapacity: capacitySchema,
});
export type RoomList = z.infer<typeof roomListSchema>;

export const roomEndpoints = defineEndpoints({
  createRoom: {
    method: 'POST',
    path: '/rooms',
    access: 'account',
    scope: 'rooms:write',
    summary: 'Create a room with a random code or a code of your choice.',
    body: createRoomSchema,
    response: roomResponse,
    status: 201,
    errors: ['ROOM_CODE_TAKEN', 'TOO_MANY_ROOMS'],
  },
  listRooms: {
    method: 'GET',
    path: '/rooms',
    access: 'account',
    scope: 'rooms:read',
    summary: 'List the rooms that you own, last used first.',
    query: z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema }),
    response: roomListSchema,
    status: 200,
  },
  readRoom: {
    method: 'GET',
    path: '/rooms/:code',
    access: 'account',
    scope: 'rooms:read',
    summary: 'Read one room by its code. Every signed-in user can.',
    params: roomParams,
    response: roomResponse,
    status: 200,
    errors: ['NOT_FOUND'],
  },
  updateRoom: {
    method: 'PATCH',
    path: '/rooms/:code',
    access: 'account',
    scope: 'rooms:write',
    summary: 'Rename a room that you own or change its capacity.',
    params: roomParams,
    body: updateRoomSchema,
    response: roomResponse,
    status: 200,
    errors: ['NOT_FOUND'],
  },
  deleteRoom: {
    method: 'DELETE',
    path: '/rooms/:code',
    access: 'account',
    scope: 'rooms:write',
    summary:
      'Delete a room that you own. A running meeting ends; the records of past meetings stay.',
    params: roomParams,
    status: 204,
    errors: ['NOT_FOUND'],
  },
});

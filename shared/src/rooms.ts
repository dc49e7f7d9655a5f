import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { parseRoomCode, ROOM_CODE_RULE, roomCodeSchema } from './room-code';
import { cursorSchema, instantSchema, lineSchema, limitSchema } from './text';

/** The most people that any configuration allows in one mesh room; the grid is made for it. */
export const MAX_MESH_CAPACITY = 9;

export const roomNameSchema = lineSchema(80);

/** A code as somebody typed it: spaces, capitals and whole links are understood. */
export const roomCodeInputSchema = z
  .string()
  .max(300)
  .transform((input, context) => {
    const code = parseRoomCode(input);
    if (code !== null) return code;
    context.addIssue({ code: 'custom', message: ROOM_CODE_RULE });
    return z.NEVER;
  });

export const roomSchema = z.strictObject({
  code: roomCodeSchema,
  name: z.string(),
  /** Seats: 2 for one-to-one, at most the server's mesh limit. */
  capacity: z.number().int().min(2),
  isOwner: z.boolean(),
  createdAt: instantSchema,
  lastUsedAt: instantSchema,
  /** People who hold a seat right now. */
  peopleCount: z.number().int().nonnegative(),
});
export type Room = z.infer<typeof roomSchema>;

const roomResponse = z.strictObject({ room: roomSchema });
const roomParams = z.strictObject({ code: roomCodeInputSchema });
const capacitySchema = z.number().int().min(2).max(MAX_MESH_CAPACITY);

export const createRoomSchema = z.strictObject({
  name: roomNameSchema.optional(),
  code: roomCodeInputSchema.optional(),
  capacity: capacitySchema.optional(),
});

export const updateRoomSchema = z
  .strictObject({ name: roomNameSchema.optional(), capacity: capacitySchema.optional() })
  .refine((change) => Object.keys(change).length > 0, 'Nothing to change');

const roomListSchema = z.strictObject({
  rooms: z.array(roomSchema),
  nextCursor: z.string().nullable(),
  /** The most people that a room can be made for on this server. */
  maxCapacity: capacitySchema,
});
export type RoomList = z.infer<typeof roomListSchema>;

export const roomEndpoints = defineEndpoints({
  createRoom: {
    method: 'POST',
    path: '/rooms',
    access: 'account',
    summary: 'Create a room with a random code, or with a code of your own.',
    body: createRoomSchema,
    response: roomResponse,
    status: 201,
    errors: ['ROOM_CODE_TAKEN', 'TOO_MANY_ROOMS'],
  },
  listRooms: {
    method: 'GET',
    path: '/rooms',
    access: 'account',
    summary: 'Your own rooms, last used first.',
    query: z.strictObject({ cursor: cursorSchema.optional(), limit: limitSchema }),
    response: roomListSchema,
    status: 200,
  },
  readRoom: {
    method: 'GET',
    path: '/rooms/:code',
    access: 'account',
    summary: 'One room, for anyone signed in who has its code.',
    params: roomParams,
    response: roomResponse,
    status: 200,
    errors: ['NOT_FOUND'],
  },
  updateRoom: {
    method: 'PATCH',
    path: '/rooms/:code',
    access: 'account',
    summary: 'Rename a room of yours or change its capacity.',
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
    summary: 'Delete a room of yours. A meeting in it ends; the records of past meetings stay.',
    params: roomParams,
    status: 204,
    errors: ['NOT_FOUND'],
  },
});

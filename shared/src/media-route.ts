import { z } from 'zod';
import { defineCommands, defineEvents } from './socket-contract';
import { idSchema } from './text';

/*
 * How the media of a meeting travels, and how it moves from one route to the other. The server
 * decides; clients only prove that the new route works. Each move has a number, `gen`, which makes
 * everything late of an earlier move void.
 */

/** `mesh`: from browser to browser; `sfu`: through a server that forwards it. */
export const routeSchema = z.enum(['mesh', 'sfu']);
export type Route = z.infer<typeof routeSchema>;

const genSchema = z.number().int().nonnegative();

/** What a client needs to enter the SFU's room of this move. */
export const sfuAccessSchema = z.strictObject({
  /** Below the address of this server, such as `/sfu`. */
  path: z.string(),
  /** For one connection, within a minute. */
  token: z.string(),
});
export type SfuAccess = z.infer<typeof sfuAccessSchema>;

/** What a browser needs to check whether it reaches the SFU: two connections to one room. */
export const sfuCheckAccessSchema = z.discriminatedUnion('sfu', [
  /** This server has no SFU. */
  z.strictObject({ sfu: z.literal('none') }),
  /** It has one, which does not answer. */
  z.strictObject({ sfu: z.literal('down') }),
  z.strictObject({
    sfu: z.literal('ready'),
    sender: sfuAccessSchema,
    receiver: sfuAccessSchema,
  }),
]);
export type SfuCheckAccess = z.infer<typeof sfuCheckAccessSchema>;

/**
 * Participants whose clients could not use the SFU. Nobody waits for them: they meet everybody in the
 * mesh until they have switched.
 */
const withoutSchema = z.array(idSchema).optional();

/** The route of a meeting, for a client that joins; `access` is there with the route `sfu`. */
export const currentRouteSchema = z.strictObject({
  route: routeSchema,
  gen: genSchema,
  access: sfuAccessSchema.optional(),
  without: withoutSchema,
  /** In a mesh: the meeting moves when it has more participants. Absent without an SFU. */
  meshLimit: z.number().int().positive().optional(),
});
export type CurrentRoute = z.infer<typeof currentRouteSchema>;

/** The route of a meeting without access to it, as it is stored. */
export type StoredRoute = Pick<CurrentRoute, 'route' | 'gen'>;

/**
 * Why a move ended before it was done: a client could not reach the new route, saw nothing on it or
 * cannot encrypt there, a deadline passed, the SFU is gone, or too few people are left for it.
 */
export const abortReasonSchema = z.enum([
  'unreachable',
  'no_media',
  'no_encryption',
  'deadline',
  'sfu_lost',
  'left',
]);
export type AbortReason = z.infer<typeof abortReasonSchema>;

/** What makes the videos that a client sends in a mesh smaller than others show them. */
export const limitationSchema = z.enum(['cpu', 'bandwidth']);
export type Limitation = z.infer<typeof limitationSchema>;

export const routeCommands = defineCommands({
  'limitation:report': {
    summary:
      'The processor or uplink of this client has been limiting for ten seconds: the server may move the meeting to the SFU.',
    rate: 'state',
    payload: z.strictObject({ by: limitationSchema }),
    ack: z.strictObject({}),
  },
  'move:confirm': {
    summary:
      'A step of the move is done here: `proved`, media of everybody arrives on the new route; `switched`, it is shown. Void if the move is over.',
    rate: 'state',
    payload: z.strictObject({ gen: genSchema, step: z.enum(['proved', 'switched']) }),
    ack: z.strictObject({}),
  },
  'move:fail': {
    summary:
      'The new route does not work here: the move is aborted for everybody, unless it happened here before. After the move: this client meets the others in the mesh.',
    rate: 'state',
    payload: z.strictObject({
      gen: genSchema,
      reason: z.enum(['unreachable', 'no_media', 'no_encryption']),
    }),
    ack: z.strictObject({}),
  },
  'sfu:refresh': {
    summary:
      'A new token for the SFU, to connect again. Fails with NOT_FOUND while the meeting has no room there.',
    rate: 'join',
    payload: z.strictObject({ gen: genSchema }),
    ack: z.strictObject({ access: sfuAccessSchema }),
  },
  'sfu:check': {
    summary:
      'Tokens for a room of its own on the SFU, which is deleted after a minute, to check whether media pass.',
    rate: 'join',
    payload: z.strictObject({}),
    ack: sfuCheckAccessSchema,
  },
});

export const routeEvents = defineEvents({
  'move:started': {
    summary:
      'The meeting moves: connect on the new route beside the old one, and confirm with `proved`.',
    payload: z.strictObject({
      gen: genSchema,
      to: routeSchema,
      access: sfuAccessSchema.optional(),
      without: withoutSchema,
      /** Milliseconds until the move is aborted. */
      deadlineMs: z.number().int().positive(),
    }),
  },
  'move:switched': {
    summary: 'The new route works for everybody: show its media, and confirm with `switched`.',
    payload: z.strictObject({ gen: genSchema }),
  },
  'move:settled': {
    summary:
      'These participants have switched. A connection of the old route closes when both of its ends have.',
    payload: z.strictObject({
      gen: genSchema,
      ids: z.array(idSchema),
      isDone: z.boolean(),
      without: withoutSchema,
    }),
  },
  'move:aborted': {
    summary: 'The move is over: close the new route and keep the old one.',
    payload: z.strictObject({ gen: genSchema, reason: abortReasonSchema }),
  },
});

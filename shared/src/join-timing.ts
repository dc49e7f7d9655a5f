import { z } from 'zod';
import { ERROR_CODES } from './errors';
import { defineCommands } from './socket-contract';

/** An upper bound on the participants of any kind of meeting. */
const MAX_PEERS = 1_000;

/** Milliseconds since the press on 'Join now', at most ten minutes. */
const elapsedSchema = z.number().min(0).max(600_000);

/** How long the steps of a client's join took. Numbers and codes only: no names, rooms or addresses. */
export const joinTimingSchema = z.strictObject({
  /** The ack arrived. */
  ack: elapsedSchema.optional(),
  /** The first remote description is set. */
  describe: elapsedSchema.optional(),
  /** The first peer connection is connected. */
  connected: elapsedSchema.optional(),
  /** The first remote track arrived. */
  track: elapsedSchema.optional(),
  /** The first remote video frame was shown. */
  firstFrame: elapsedSchema.optional(),
  /** Whether the client had preconnected. */
  warm: z.boolean(),
  /** Whether the user pressed 'Rejoin'. */
  rejoin: z.boolean().optional(),
  /**
   * Why the join failed; the last reason after several attempts. `BROWSER` means that the browser
   * lacks what a call needs.
   */
  failure: z.enum([...ERROR_CODES, 'NETWORK', 'TIMEOUT', 'BROWSER']).optional(),
  /** The number of participants that were present. */
  peers: z.number().int().min(0).max(MAX_PEERS),
});
export type JoinTiming = z.infer<typeof joinTimingSchema>;

/** The steps of a join, in their usual order. */
export const JOIN_STEPS = ['ack', 'describe', 'connected', 'track', 'firstFrame'] as const;
export type JoinStep = (typeof JOIN_STEPS)[number];

export const joinTimingCommands = defineCommands({
  'join:report': {
    summary: 'Report how long the steps of a join took, or why it failed.',
    rate: 'state',
    payload: joinTimingSchema,
    ack: z.strictObject({}),
  },
});

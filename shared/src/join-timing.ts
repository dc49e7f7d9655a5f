import { z } from 'zod';
import { ERROR_CODES } from './errors';
import { defineCommands } from './socket-contract';

/** The most people that any kind of meeting counts. */
const MAX_PEERS = 1_000;

/** Milliseconds since the click on 'Join now'; ten minutes is more than anybody waits. */
const elapsedSchema = z.number().min(0).max(600_000);

/** What a page measures of its own join. Numbers and codes only: nothing of who, where or what was said. */
export const joinTimingSchema = z.strictObject({
  /** The server's answer arrived. */
  ack: elapsedSchema.optional(),
  /** The first remote description is set. */
  describe: elapsedSchema.optional(),
  /** The first peer connection is connected. */
  connected: elapsedSchema.optional(),
  /** The first remote track arrived. */
  track: elapsedSchema.optional(),
  /** The first remote frame was shown. */
  firstFrame: elapsedSchema.optional(),
  /** Whether connections were made before the click. */
  warm: z.boolean(),
  /** After having been out of the meeting, by the button that brings one back. */
  rejoin: z.boolean().optional(),
  /**
   * Why there was no answer that let one in; the last reason where there were several. `BROWSER`: the
   * browser could not do what a call needs.
   */
  failure: z.enum([...ERROR_CODES, 'NETWORK', 'TIMEOUT', 'BROWSER']).optional(),
  /** Others who were there. */
  peers: z.number().int().min(0).max(MAX_PEERS),
});
export type JoinTiming = z.infer<typeof joinTimingSchema>;

/** The instants of a join, in the order in which they usually happen. */
export const JOIN_STEPS = ['ack', 'describe', 'connected', 'track', 'firstFrame'] as const;
export type JoinStep = (typeof JOIN_STEPS)[number];

export const joinTimingCommands = defineCommands({
  'join:report': {
    summary: 'How long the steps of your join took, or why it failed.',
    policy: 'account',
    rate: 'state',
    payload: joinTimingSchema,
    ack: z.strictObject({}),
  },
});

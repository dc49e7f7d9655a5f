import { z } from 'zod';
import { defineCommands } from './socket-contract';
import { idSchema } from './text';

/*
 * What the record keeps about connections: one small measurement of each participant for each minute
 * in which it says something new. The words come from `connection-story.ts`.
 */

/** From here on, others notice that packets get lost; in percent of one minute. */
export const LOSSY_PERCENT = 3;
/** From here on, people interrupt each other; a round-trip time in milliseconds. */
export const SLOW_RTT_MS = 300;

const percentSchema = z.number().int().min(0).max(100);

/** How a client's connections were during one minute of a meeting. */
export const connectionMinuteSchema = z.strictObject({
  /** Minutes since the start of the meeting, by the server's clock. */
  minute: z.number().int().min(0).max(20_160),
  /** Packets lost on the way to others, and from others; the worse of all peers. */
  uplinkLoss: percentSchema,
  downlinkLoss: percentSchema,
  /** Round-trip time in milliseconds; the worst of all peers. */
  rttMs: z.number().int().min(0).max(60_000),
  /** Whether media to a peer travelled through a relay. */
  isRelayed: z.boolean(),
  /** What limited the videos that the client sent. */
  limitation: z.enum(['none', 'cpu', 'bandwidth']),
});
export type ConnectionMinute = z.infer<typeof connectionMinuteSchema>;

/** The minutes of one participant in the record, in the order of time. */
export const participantConnectionSchema = z.strictObject({
  participantId: idSchema,
  minutes: z.array(connectionMinuteSchema),
});
export type ParticipantConnection = z.infer<typeof participantConnectionSchema>;

/**
 * A client reports at most so many minutes at once, such as after a disconnect. The server accepts at
 * most 128 values in one input.
 */
export const MAX_REPORTED_MINUTES = 16;

export const connectionCommands = defineCommands({
  'connection:report': {
    summary: 'Add measurements of your connections to the record. Repeating it is safe.',
    rate: 'state',
    payload: z.strictObject({
      minutes: z.array(connectionMinuteSchema).min(1).max(MAX_REPORTED_MINUTES),
    }),
    ack: z.strictObject({}),
  },
});

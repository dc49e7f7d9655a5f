import { z } from 'zod';
import { defineCommands, defineFacts } from './socket-contract';
import { idSchema } from './text';

/** Sizes that a real description or candidate never reaches (reliability rules 3.5). */
export const MAX_SDP_LENGTH = 32_768;
export const MAX_CANDIDATE_LENGTH = 1_024;

/** Made by each page for its call engine; a reload is another instance of the same participant. */
export const instanceIdSchema = z.string().regex(/^[\w-]{8,64}$/, 'Not an instance id');

/** RTCSessionDescriptionInit, without the types that never travel. */
export const descriptionSchema = z.strictObject({
  type: z.enum(['offer', 'answer']),
  sdp: z.string().min(1).max(MAX_SDP_LENGTH),
  /**
   * On an answer: session version (`o=` line) of the offer that it answers, so that an answer which
   * was lost can be sent again. An answer without it is taken for the latest offer's.
   */
  answers: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
});
export type Description = z.infer<typeof descriptionSchema>;

/** RTCIceCandidateInit; an empty `candidate` is the end of candidates (RFC 8838). */
export const candidateSchema = z.strictObject({
  candidate: z.string().max(MAX_CANDIDATE_LENGTH),
  sdpMid: z.string().max(32).nullable().optional(),
  sdpMLineIndex: z.number().int().min(0).max(256).nullable().optional(),
  usernameFragment: z.string().max(256).nullable().optional(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** Counts the peer connections that one pair of instances has made; older epochs are dropped. */
export const epochSchema = z.number().int().min(0).max(1_000_000);

const signalBody = {
  epoch: epochSchema,
  description: descriptionSchema.optional(),
  candidate: candidateSchema.optional(),
};

/** An offer that travels with `meeting:join`, for one person who is already there. */
export const joinOfferSchema = z.strictObject({
  to: idSchema,
  toInstance: instanceIdSchema,
  epoch: epochSchema,
  description: descriptionSchema,
});
export type JoinOffer = z.infer<typeof joinOfferSchema>;

export const signalSendSchema = z
  .strictObject({ to: idSchema, toInstance: instanceIdSchema, ...signalBody })
  .refine(
    (signal) => (signal.description === undefined) !== (signal.candidate === undefined),
    'Exactly one of description and candidate',
  );
export type SignalSend = z.infer<typeof signalSendSchema>;

export const signalReceivedSchema = z.strictObject({
  from: idSchema,
  fromInstance: instanceIdSchema,
  ...signalBody,
});
export type SignalReceived = z.infer<typeof signalReceivedSchema>;

export const signalingCommands = defineCommands({
  'signal:send': {
    summary: 'Relay a description or a candidate to one member of the same meeting.',
    policy: 'member',
    rate: 'signal',
    payload: signalSendSchema,
    ack: z.strictObject({}),
  },
});

export const signalingFacts = defineFacts({
  'signal:received': {
    summary: 'A description or candidate from another member; the server wrote who it is from.',
    payload: signalReceivedSchema,
  },
});

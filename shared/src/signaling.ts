import { z } from 'zod';
import { defineCommands, defineEvents } from './socket-contract';
import { idSchema } from './text';

/** Characters; a real description or candidate never reaches them (docs/faults.md, R01). */
export const MAX_SDP_LENGTH = 32_768;
export const MAX_CANDIDATE_LENGTH = 1_024;

/** Microphone and camera, and the shared screen of each side with its audio. */
export const MAX_MEDIA_SECTIONS = 6;
/** Microphone and camera; a connection carries nothing else until both participants have joined. */
export const LOBBY_MEDIA_SECTIONS = 2;

/**
 * Returns whether a description has only audio and video sections, and at most `most` of them (`m=`
 * lines, RFC 8866 5.14). Data channels (`m=application`) are refused, and every section costs the
 * receiving browser a decoder.
 */
export function hasOnlyMedia(sdp: string, most = MAX_MEDIA_SECTIONS): boolean {
  const sections = sdp.match(/^m=.*/gm) ?? [];
  return sections.length <= most && sections.every((line) => /^m=(?:audio|video) /.test(line));
}

/** Each client makes one for its call engine; a reload is a new instance of the same participant. */
export const instanceIdSchema = z.string().regex(/^[\w-]{8,64}$/, 'Not an instance id');

/** `RTCSessionDescriptionInit` without the types that are never sent. */
export const descriptionSchema = z.strictObject({
  type: z.enum(['offer', 'answer']),
  sdp: z
    .string()
    .min(1)
    .max(MAX_SDP_LENGTH)
    .refine(
      (sdp) => hasOnlyMedia(sdp),
      'Only audio and video, in as many sections as a call needs',
    ),
  /**
   * In an answer: the session version (`o=` line) of the offer that it answers, so that a lost
   * answer can be sent again. An answer without this field belongs to the latest offer.
   */
  answers: z
    .string()
    .regex(/^\d{1,20}$/)
    .optional(),
});
export type Description = z.infer<typeof descriptionSchema>;

/** `RTCIceCandidateInit`; an empty `candidate` means the end of candidates (RFC 8838). */
export const candidateSchema = z.strictObject({
  candidate: z.string().max(MAX_CANDIDATE_LENGTH),
  sdpMid: z.string().max(32).nullable().optional(),
  sdpMLineIndex: z.number().int().min(0).max(256).nullable().optional(),
  usernameFragment: z.string().max(256).nullable().optional(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/**
 * How far the epoch of a signal may be ahead of the newest one that the server has seen for the
 * pair. A recreated connection is one or two epochs ahead; signals of a few may get lost.
 */
export const MAX_EPOCH_STEP = 8;

/**
 * The link epoch: counts the peer connections of one pair of instances. Receivers drop signals of
 * older epochs; the server refuses signals that are more than `MAX_EPOCH_STEP` ahead.
 */
export const epochSchema = z.number().int().min(0).max(1_000_000);

/**
 * The size at which the sender of this signal shows the videos of its peer; the peer need not send
 * larger ones. Heights are in physical pixels, 0 while a video is hidden.
 */
export const receiverConstraintsSchema = z.strictObject({
  camera: z.number().int().min(0).max(8_192),
  screen: z.number().int().min(0).max(8_192),
  /** The receiver is in low-connection mode: audio first, no camera, few frames of a screen. */
  lowConnection: z.boolean(),
  /**
   * A report that travels with the constraints: the uplink of this signal's sender carries less than
   * its videos need (`fair`) or hardly any video (`poor`). The peer cannot measure that itself.
   */
  uplinkLimited: z.enum(['fair', 'poor']).nullable().optional(),
});
export type ReceiverConstraints = z.infer<typeof receiverConstraintsSchema>;

const signalBody = {
  epoch: epochSchema,
  description: descriptionSchema.optional(),
  candidate: candidateSchema.optional(),
  constraints: receiverConstraintsSchema.optional(),
  /** The connection of this epoch is beyond repair: asks the polite peer for the next epoch. */
  recreate: z.literal(true).optional(),
};
const SIGNAL_KINDS = ['description', 'candidate', 'constraints', 'recreate'] as const;

/** An offer that travels with `meeting:join`, for one participant of the meeting. */
export const joinOfferSchema = z.strictObject({
  to: idSchema,
  toInstance: instanceIdSchema,
  epoch: epochSchema,
  description: descriptionSchema,
});
export type JoinOffer = z.infer<typeof joinOfferSchema>;

/** The payload of `signal:send`: one signal for one instance of a participant or lobby peer. */
export const signalSendSchema = z
  .strictObject({ to: idSchema, toInstance: instanceIdSchema, ...signalBody })
  .refine(
    (signal) => SIGNAL_KINDS.filter((kind) => signal[kind] !== undefined).length === 1,
    'Exactly one of description, candidate, constraints and recreate',
  );
export type SignalSend = z.infer<typeof signalSendSchema>;

/** The payload of `signal:received`: a signal with the sender that the server added. */
export const signalReceivedSchema = z.strictObject({
  from: idSchema,
  fromInstance: instanceIdSchema,
  /** The sender is in the lobby: the pair may preconnect but not exchange media. */
  fromLobby: z.literal(true).optional(),
  ...signalBody,
});
export type SignalReceived = z.infer<typeof signalReceivedSchema>;

export const signalingCommands = defineCommands({
  'signal:send': {
    summary:
      'Relay a description, a candidate, receiver constraints or `recreate` to one participant of the same meeting or, where `preconnect` allows it, to a client in its lobby. `recreate` asks the polite peer to replace a connection that cannot be repaired.',
    rate: 'signal',
    payload: signalSendSchema,
    ack: z.strictObject({}),
  },
});

export const signalingEvents = defineEvents({
  'signal:received': {
    summary:
      'A description, a candidate, receiver constraints or `recreate` from a participant or, with `fromLobby`, from a client in the lobby. The server adds the sender. On `recreate` the polite peer closes the connection and sends an offer with the next epoch; the impolite peer ignores it.',
    payload: signalReceivedSchema,
  },
  'lobby:left': {
    summary: 'A lobby peer that had sent signals is gone or will not join.',
    payload: z.strictObject({ id: idSchema, instanceId: instanceIdSchema }),
  },
});

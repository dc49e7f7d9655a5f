import { z } from 'zod';
import { defineCommands, defineEvents } from './socket-contract';
import { idSchema } from './text';

/** Sizes that a real description or candidate never reaches (reliability rules 3.5). */
export const MAX_SDP_LENGTH = 32_768;
export const MAX_CANDIDATE_LENGTH = 1_024;

/** Microphone and camera, and each side's shared screen with its sound: a connection needs no more. */
export const MAX_MEDIA_SECTIONS = 6;
/** Microphone and camera: all that a connection may carry before both sides have joined. */
export const LOBBY_MEDIA_SECTIONS = 2;

/**
 * Whether a description asks for sound and video only, in at most `most` media sections (`m=` lines,
 * RFC 8866 5.14). A data channel (`m=application`) is never wanted, and each further section costs
 * the receiving browser a decoder.
 */
export function hasOnlyMedia(sdp: string, most = MAX_MEDIA_SECTIONS): boolean {
  const sections = sdp.match(/^m=.*/gm) ?? [];
  return sections.length <= most && sections.every((line) => /^m=(?:audio|video) /.test(line));
}

/** Made by each page for its call engine; a reload is another instance of the same participant. */
export const instanceIdSchema = z.string().regex(/^[\w-]{8,64}$/, 'Not an instance id');

/** RTCSessionDescriptionInit, without the types that never travel. */
export const descriptionSchema = z.strictObject({
  type: z.enum(['offer', 'answer']),
  sdp: z
    .string()
    .min(1)
    .max(MAX_SDP_LENGTH)
    .refine(
      (sdp) => hasOnlyMedia(sdp),
      'Only sound and video, in as many sections as a call needs',
    ),
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

/**
 * How far a signal may be ahead of the newest epoch that the server saw of its pair. Each new
 * connection is one or two ahead of the one before; a few may pass while signals are lost.
 */
export const MAX_EPOCH_STEP = 8;

/**
 * Counts the peer connections that one pair of instances has made. Receivers drop older epochs; the
 * server refuses what is further ahead than `MAX_EPOCH_STEP`.
 */
export const epochSchema = z.number().int().min(0).max(1_000_000);

/**
 * How the one who sends this shows the other: nobody needs to send more than is shown. Heights are
 * in physical pixels, 0 where it is hidden.
 */
export const viewSchema = z.strictObject({
  camera: z.number().int().min(0).max(8_192),
  screen: z.number().int().min(0).max(8_192),
  /** The receiver saves data: audio first, few frames of a screen. */
  low: z.boolean(),
  /**
   * The line of the sender of this carries fewer bits than the pictures that they send ask for:
   * somewhat, or so few that hardly any picture fits. Nobody else can see that.
   */
  limited: z.enum(['fair', 'poor']).nullable().optional(),
});
export type View = z.infer<typeof viewSchema>;

const signalBody = {
  epoch: epochSchema,
  description: descriptionSchema.optional(),
  candidate: candidateSchema.optional(),
  view: viewSchema.optional(),
  /** Nothing here can go on from that epoch: the one who makes the first offers begins a newer one. */
  recreate: z.literal(true).optional(),
};
const SIGNAL_KINDS = ['description', 'candidate', 'view', 'recreate'] as const;

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
    (signal) => SIGNAL_KINDS.filter((kind) => signal[kind] !== undefined).length === 1,
    'Exactly one of description, candidate, view and recreate',
  );
export type SignalSend = z.infer<typeof signalSendSchema>;

export const signalReceivedSchema = z.strictObject({
  from: idSchema,
  fromInstance: instanceIdSchema,
  /** The sender has not joined: a connection may be made ready, but no media belongs on it. */
  fromLobby: z.literal(true).optional(),
  ...signalBody,
});
export type SignalReceived = z.infer<typeof signalReceivedSchema>;

export const signalingCommands = defineCommands({
  'signal:send': {
    summary:
      'Relay a description, a candidate, a view or `recreate` to one other in the same meeting or, where `preconnect` allows it, on the page before joining it. `recreate` asks the one who makes the first offers, where the connection of that epoch is beyond help.',
    policy: 'peer',
    rate: 'signal',
    payload: signalSendSchema,
    ack: z.strictObject({}),
  },
});

export const signalingEvents = defineEvents({
  'signal:received': {
    summary:
      'A description, candidate, view or `recreate` from a member or (`fromLobby`) from somebody before joining; the server wrote who it is from. On `recreate` the one who makes the first offers closes the connection and offers a new one with the next epoch; the other side drops it.',
    payload: signalReceivedSchema,
  },
  'lobby:left': {
    summary: 'Somebody who sent signals before joining is gone, or has not joined after all.',
    payload: z.strictObject({ id: idSchema, instanceId: instanceIdSchema }),
  },
});

import { z } from 'zod';
import { CHAT_PAGE, chatUsageSchema, messageSchema } from './chat';
import { defineEndpoints } from './endpoint';
import { entrySchema } from './entry';
import { iceServerSchema } from './ice';
import { currentRouteSchema } from './media-route';
import { mediaStateSchema, participantSchema, presentParticipantSchema } from './participants';
import { retentionSchema } from './retention';
import { meetingControlsSchema } from './roles';
import { keyCheckSchema, MAX_MESH_CAPACITY, roomCodeInputSchema } from './rooms';
import { descriptionSchema, epochSchema, instanceIdSchema, joinOfferSchema } from './signaling';
import { defineCommands, defineEvents } from './socket-contract';
import { idSchema, instantSchema } from './text';

/** The server's time when it answered; clients show durations by it (docs/decisions/032). */
const serverTimeSchema = instantSchema;

const meetingRoomSchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  /** Present if the room is end-to-end encrypted. */
  keyCheck: keyCheckSchema.optional(),
  /**
   * How long the record of the running meeting, or else of the next one, is kept; absent means
   * `forever`.
   */
  retention: retentionSchema.optional(),
});

/**
 * Why a meeting ended: the last participant left, its server died, its room was deleted, or a host
 * ended it.
 */
export const endReasonSchema = z.enum([
  'everyone_left',
  'server_lost',
  'room_deleted',
  'ended_by_host',
]);
export type EndReason = z.infer<typeof endReasonSchema>;

/** The running meeting, as its participants see it. */
export const runningMeetingSchema = z.strictObject({
  id: idSchema,
  room: meetingRoomSchema,
  capacity: z.number().int().min(2),
  startedAt: instantSchema,
  controls: meetingControlsSchema,
});
export type RunningMeeting = z.infer<typeof runningMeetingSchema>;

/** Clients in the lobby learn the names of so many participants, and the number of all. */
export const MAX_PRESENT_NAMES = 12;

/** The room and who is in its meeting, as clients in the lobby see it; `room:changed` updates it. */
export const roomPresenceSchema = z.strictObject({
  room: meetingRoomSchema,
  capacity: z.number().int().min(2),
  /** The participants who came first. */
  people: z.array(presentParticipantSchema).max(MAX_PRESENT_NAMES),
  /** How many participants there are; absent if `people` has all of them. */
  count: z.number().int().min(0).optional(),
  /**
   * Why nobody can take a seat now although the room has more. `move`: the meeting has as many
   * participants as a mesh holds and has not moved to the SFU yet. `sfu`: the SFU does not answer.
   */
  waitsFor: z.enum(['move', 'sfu']).optional(),
});
export type RoomPresence = z.infer<typeof roomPresenceSchema>;

/** The number of participants in a room. */
export const presentCount = ({ people, count }: Pick<RoomPresence, 'people' | 'count'>): number =>
  count ?? people.length;

/** Whether nobody can take a seat in a room now. */
export const isFull = (presence: RoomPresence): boolean =>
  presence.waitsFor !== undefined || presentCount(presence) >= presence.capacity;

/** Accounts in the lobby; each counts once, and does not count while it holds a seat. */
const lobbyCountSchema = z.number().int().min(0);

const joinAckSchema = z.strictObject({
  meeting: runningMeetingSchema,
  self: participantSchema,
  /** All other participants. */
  participants: z.array(participantSchema),
  iceServers: z.array(iceServerSchema),
  /** How the media travel; absent means in the mesh, which never moved. */
  route: currentRouteSchema.optional(),
  /** The latest messages, oldest first; earlier ones by `GET /meetings/:id/messages`. */
  messages: z.array(messageSchema).max(CHAT_PAGE),
  serverTime: serverTimeSchema.optional(),
  /** The number of accounts in the lobby, kept up to date by `lobby:changed`. Absent means 0. */
  lobby: lobbyCountSchema.optional(),
  /** Present when the chat quota of this meeting is nearly used up. */
  chatUsage: chatUsageSchema.optional(),
});
export type JoinAck = z.infer<typeof joinAckSchema>;

export const meetingCommands = defineCommands({
  'room:watch': {
    summary: 'Enter the lobby of a room: read who is present and receive `room:changed`.',
    rate: 'join',
    payload: z.strictObject({
      code: roomCodeInputSchema,
      /** The instance that may join later; without it the client cannot preconnect. */
      instanceId: instanceIdSchema.optional(),
    }),
    ack: z.strictObject({
      presence: roomPresenceSchema,
      iceServers: z.array(iceServerSchema),
      /**
       * Whether the client may preconnect: `LOBBY_PRECONNECT` is on, and the account owns the room or
       * attended an earlier meeting of it.
       */
      preconnect: z.boolean(),
      /** The largest meeting that stays in a mesh, if there is an SFU: larger ones have no peers. */
      meshLimit: z.number().int().positive().optional(),
      /**
       * What stands between the client and the meeting; absent means `open`. Otherwise the presence
       * shows nobody, there are no ICE servers, and `room:changed` does not come.
       */
      entry: entrySchema.optional(),
      /** Whether the account is a host of the room. */
      isHost: z.boolean().optional(),
      serverTime: serverTimeSchema.optional(),
    }),
  },
  'room:unwatch': {
    summary: 'Leave the lobby.',
    rate: 'state',
    payload: z.strictObject({}),
    ack: z.strictObject({}),
  },
  'meeting:join': {
    summary:
      'Take a seat, or resume one whose lease still runs. Join offers for the participants may travel with it. Fails with REPLACED when another instance of the account joined later, with REMOVED or MEETING_ENDED when a host acted while the instance was disconnected, and with MEETING_LIMIT when it would start a meeting beyond the daily quota of the account.',
    rate: 'join',
    payload: z.strictObject({
      code: roomCodeInputSchema,
      instanceId: instanceIdSchema,
      media: mediaStateSchema,
      offers: z.array(joinOfferSchema).max(MAX_MESH_CAPACITY).default([]),
      /** The `joinSeq` of this instance's last seat; absent when the user asks for a new seat. */
      joinSeq: participantSchema.shape.joinSeq.optional(),
    }),
    ack: joinAckSchema,
  },
  'meeting:leave': {
    summary: 'Give up the seat.',
    rate: 'state',
    payload: z.strictObject({}),
    ack: z.strictObject({}),
  },
  'participant:update': {
    summary: 'Publish the state of your microphone, camera, screen or hand.',
    rate: 'state',
    payload: mediaStateSchema.partial().refine((change) => Object.keys(change).length > 0, {
      message: 'Nothing to change',
    }),
    ack: z.strictObject({ participant: participantSchema }),
  },
});

export const meetingEvents = defineEvents({
  'room:changed': {
    summary:
      'In the room that you watch, a participant joined, left or changed their name, or the room was renamed or resized.',
    payload: roomPresenceSchema,
  },
  'room:deleted': {
    summary:
      'The room that you last watched or joined was deleted. Sent even after you left its meeting.',
    payload: z.strictObject({ code: z.string() }),
  },
  'participant:joined': {
    summary: 'A participant joined. Carries their join offer to you, if there is one.',
    payload: z.strictObject({
      participant: participantSchema,
      offer: z.strictObject({ epoch: epochSchema, description: descriptionSchema }).optional(),
    }),
  },
  'participant:updated': {
    summary: 'The media state, connection or name of a participant changed.',
    payload: z.strictObject({ participant: participantSchema }),
  },
  'meeting:updated': {
    summary: 'The room of your meeting was renamed or resized, or a host changed the controls.',
    payload: z.strictObject({ meeting: runningMeetingSchema }),
  },
  'participant:left': {
    summary: 'A participant left, or their seat lease expired.',
    payload: z.strictObject({ id: idSchema, instanceId: instanceIdSchema }),
  },
  'lobby:changed': {
    summary:
      'The number of accounts in the lobby changed. Sent to participants, at most twice a second.',
    payload: z.strictObject({ count: lobbyCountSchema }),
  },
  'meeting:replaced': {
    summary:
      'Another instance of your account took over the seat. This instance must not rejoin by itself.',
    payload: z.strictObject({}),
  },
  'meeting:ended': {
    summary: 'The meeting ended for all participants.',
    payload: z.strictObject({ reason: endReasonSchema }),
  },
});

export const meetingEndpoints = defineEndpoints({
  leaveMeeting: {
    method: 'POST',
    path: '/meetings/:id/leave',
    access: 'token',
    summary:
      'Give up the seat of one of your instances, for a tab that is being closed (fetch with `keepalive`). The answer is the same when there is no such seat.',
    params: z.strictObject({ id: idSchema }),
    body: z.strictObject({ instanceId: instanceIdSchema }),
    status: 204,
  },
});

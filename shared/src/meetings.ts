import { z } from 'zod';
import { CHAT_PAGE, chatUsageSchema, messageSchema } from './chat';
import { defineEndpoints } from './endpoint';
import { iceServerSchema } from './ice';
import { mediaStateSchema, participantSchema, presentParticipantSchema } from './participants';
import { MAX_MESH_CAPACITY, roomCodeInputSchema } from './rooms';
import { descriptionSchema, epochSchema, instanceIdSchema, joinOfferSchema } from './signaling';
import { defineCommands, defineEvents } from './socket-contract';
import { idSchema, instantSchema } from './text';

/** When the answer was made: with it a client whose own clock is wrong shows right durations. */
const serverTimeSchema = instantSchema;

const meetingRoomSchema = z.strictObject({ code: z.string(), name: z.string() });

/** Why a meeting is over: the last one left, its server died, or its room was deleted. */
export const endReasonSchema = z.enum(['everyone_left', 'server_lost', 'room_deleted']);
export type EndReason = z.infer<typeof endReasonSchema>;

/** The running meeting, as those in it see it. */
export const liveMeetingSchema = z.strictObject({
  id: idSchema,
  room: meetingRoomSchema,
  capacity: z.number().int().min(2),
  startedAt: instantSchema,
});
export type LiveMeeting = z.infer<typeof liveMeetingSchema>;

/** The room as the page before joining sees it, kept up to date by `room:changed`. */
export const roomPresenceSchema = z.strictObject({
  room: meetingRoomSchema,
  capacity: z.number().int().min(2),
  people: z.array(presentParticipantSchema),
});
export type RoomPresence = z.infer<typeof roomPresenceSchema>;

/** People on the page before joining; each account counts once, and not while it has a seat. */
const lobbyCountSchema = z.number().int().min(0);

const joinAckSchema = z.strictObject({
  meeting: liveMeetingSchema,
  self: participantSchema,
  /** Everybody else. */
  participants: z.array(participantSchema),
  iceServers: z.array(iceServerSchema),
  /** The latest messages, oldest first; earlier ones by `GET /meetings/:id/messages`. */
  messages: z.array(messageSchema).max(CHAT_PAGE),
  serverTime: serverTimeSchema.optional(),
  /** Accounts that have the page before joining open, as `lobby:changed` tells; none: 0. */
  lobby: lobbyCountSchema.optional(),
  /** There where little room is left for chat in this meeting. */
  chatUsage: chatUsageSchema.optional(),
});
export type JoinAck = z.infer<typeof joinAckSchema>;

export const meetingCommands = defineCommands({
  'room:watch': {
    summary: 'Before joining: who is there, kept up to date by `room:changed`.',
    policy: 'account',
    rate: 'join',
    payload: z.strictObject({
      code: roomCodeInputSchema,
      /** The page that may later join; without it no connections are made ready. */
      instanceId: instanceIdSchema.optional(),
    }),
    ack: z.strictObject({
      presence: roomPresenceSchema,
      iceServers: z.array(iceServerSchema),
      /**
       * Signals may be exchanged with those in the room before joining: `LOBBY_PRECONNECT` is on and
       * the room knows this account, as its owner or from an earlier meeting.
       */
      preconnect: z.boolean(),
      serverTime: serverTimeSchema.optional(),
    }),
  },
  'room:unwatch': {
    summary: 'Stop watching.',
    policy: 'account',
    rate: 'state',
    payload: z.strictObject({}),
    ack: z.strictObject({}),
  },
  'meeting:join': {
    summary:
      'Take a seat (or take back one that is still held). Offers for those already there may travel with it. A page that comes back although another one of its account was seated after it is refused with REPLACED, and an account that began as many meetings as it may in a day with MEETING_LIMIT where nobody is in the room.',
    policy: 'account',
    rate: 'join',
    payload: z.strictObject({
      code: roomCodeInputSchema,
      instanceId: instanceIdSchema,
      media: mediaStateSchema,
      offers: z.array(joinOfferSchema).max(MAX_MESH_CAPACITY).default([]),
      /** Of the seat that this page had last; none where its person asks for a seat just now. */
      joinSeq: participantSchema.shape.joinSeq.optional(),
    }),
    ack: joinAckSchema,
  },
  'meeting:leave': {
    summary: 'Give up the seat.',
    policy: 'participant',
    rate: 'state',
    payload: z.strictObject({}),
    ack: z.strictObject({}),
  },
  'participant:update': {
    summary: 'Tell the others the state of your own microphone, camera, screen or hand.',
    policy: 'participant',
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
      'Somebody took or gave up a seat in the room that you watch or changed their name, or it was renamed or resized.',
    payload: roomPresenceSchema,
  },
  'room:deleted': {
    summary:
      'The room that you watched or joined last was deleted; told also after you left its meeting.',
    payload: z.strictObject({ code: z.string() }),
  },
  'participant:joined': {
    summary: 'Somebody joined; their offer to you comes with it where they made one.',
    payload: z.strictObject({
      participant: participantSchema,
      offer: z.strictObject({ epoch: epochSchema, description: descriptionSchema }).optional(),
    }),
  },
  'participant:updated': {
    summary: 'State, connection or name of a member changed.',
    payload: z.strictObject({ participant: participantSchema }),
  },
  'meeting:updated': {
    summary: 'The room of your meeting was renamed or resized.',
    payload: z.strictObject({ meeting: liveMeetingSchema }),
  },
  'participant:left': {
    summary: 'A seat was given up or its lease ran out.',
    payload: z.strictObject({ id: idSchema, instanceId: instanceIdSchema }),
  },
  'lobby:changed': {
    summary: 'More or fewer people are on the page before joining. Told to members, not at once.',
    payload: z.strictObject({ count: lobbyCountSchema }),
  },
  'meeting:replaced': {
    summary: 'Your account joined this meeting from another page; this one must stay quiet.',
    payload: z.strictObject({}),
  },
  'meeting:ended': {
    summary: 'The meeting is over for everybody.',
    payload: z.strictObject({ reason: endReasonSchema }),
  },
});

export const meetingEndpoints = defineEndpoints({
  leaveMeeting: {
    method: 'POST',
    path: '/meetings/:id/leave',
    access: 'account',
    summary:
      'Give up the seat of one page of yours, for a page that is being closed (fetch with keepalive). The answer is the same where there is no such seat.',
    params: z.strictObject({ id: idSchema }),
    body: z.strictObject({ instanceId: instanceIdSchema }),
    status: 204,
  },
});

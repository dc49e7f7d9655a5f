import { z } from 'zod';
import { defineEndpoints } from './endpoint';
import { roomCodeInputSchema } from './rooms';
import { defineCommands, defineEvents } from './socket-contract';
import { idSchema, instantSchema } from './text';

/**
 * What stands between a person and the meeting of a room: nothing (`open`), a host who has to let
 * them in (`waits`), the lock of the meeting, the password of the room, the need of an account, or a
 * host who keeps them out.
 */
export const entrySchema = z.enum(['open', 'waits', 'locked', 'password', 'account', 'kept_out']);
export type Entry = z.infer<typeof entrySchema>;

/** At most this many people wait in a room; hosts never wait. */
export const MAX_WAITING = 100;

/** The password of a room, or the key of an invite link that stands for it. */
export const roomSecretSchema = z.string().min(1).max(128);

/** A person who waits to be let in, as the hosts see them. */
export const knockSchema = z.strictObject({
  id: idSchema,
  room: z.strictObject({ code: z.string(), name: z.string() }),
  displayName: z.string(),
  isGuest: z.boolean(),
  since: instantSchema,
});
export type Knock = z.infer<typeof knockSchema>;

export const entryCommands = defineCommands({
  'room:knock': {
    summary:
      'Ask the hosts of a room to let you in. `admitted` means that you may join now. Knock again after every reconnect; all sockets of a person share one place. Fails with TOO_MANY_WAIT, with RATE_LIMITED after a refusal, or with the code that keeps you out.',
    rate: 'join',
    payload: z.strictObject({ code: roomCodeInputSchema }),
    ack: z.strictObject({ status: z.enum(['waiting', 'admitted']) }),
  },
  'room:give-password': {
    summary:
      'Give the password of a room, or the key of its invite link, once. Fails with WRONG_PASSWORD, or RATE_LIMITED after several wrong ones.',
    rate: 'join',
    payload: z.strictObject({ code: roomCodeInputSchema, password: roomSecretSchema }),
    ack: z.strictObject({}),
  },
  'knock:watch': {
    summary:
      'For accounts: list the people who wait in the rooms that you host, and receive `knock:received` and `knock:withdrawn` from now on.',
    rate: 'state',
    payload: z.strictObject({}),
    ack: z.strictObject({ knocks: z.array(knockSchema) }),
  },
  'knock:answer': {
    summary:
      'For hosts of the room: let a waiting person in or refuse them. NOT_FOUND if nobody waits under this id in a room that you host.',
    rate: 'state',
    payload: z.strictObject({ id: idSchema, isAdmitted: z.boolean() }),
    ack: z.strictObject({}),
  },
  'knock:admit-all': {
    summary: 'For hosts of the room: let in everybody who waits now.',
    rate: 'state',
    payload: z.strictObject({ code: roomCodeInputSchema }),
    ack: z.strictObject({ count: z.number().int().min(0) }),
  },
});

export const entryEvents = defineEvents({
  'knock:received': {
    summary: 'To the hosts of a room: a person waits to be let in.',
    payload: z.strictObject({ knock: knockSchema }),
  },
  'knock:withdrawn': {
    summary: 'To the hosts of a room: the person was let in or refused, or has left.',
    payload: z.strictObject({ id: idSchema }),
  },
  'knock:answered': {
    summary: 'To a waiting person: a host has let you in, so join now, or has refused you.',
    payload: z.strictObject({
      isAdmitted: z.boolean(),
      /** After a refusal: seconds until you may knock again. */
      retryAfter: z.number().int().nonnegative().optional(),
    }),
  },
  'entry:changed': {
    summary:
      'In the lobby or while you wait: what stands between you and the meeting has changed. Watch the room or knock again.',
    payload: z.strictObject({ entry: entrySchema }),
  },
});

/** An account, as the owner of a room sees it in the settings. */
const roomPersonSchema = z.strictObject({ id: idSchema, displayName: z.string() });
export type RoomPerson = z.infer<typeof roomPersonSchema>;

const keptOutSchema = roomPersonSchema.extend({
  isGuest: z.boolean(),
  /** Guests from the same network are kept out as well. */
  isByAddress: z.boolean(),
  at: instantSchema,
});
export type KeptOutPerson = z.infer<typeof keptOutSchema>;

/** What the owner makes of an account: a co-host, or a person who is always let in. */
export const roomPartSchema = z.enum(['cohost', 'trusted']);
export type RoomPart = z.infer<typeof roomPartSchema>;

export const roomPeopleSchema = z.strictObject({
  coHosts: z.array(roomPersonSchema),
  trusted: z.array(roomPersonSchema),
  keptOut: z.array(keptOutSchema),
  /** Accounts that attended a meeting of the room lately and have no part in it yet. */
  attendees: z.array(roomPersonSchema),
});
export type RoomPeople = z.infer<typeof roomPeopleSchema>;

/** Co-hosts and trusted people that a room can have, each. */
export const MAX_ROOM_PEOPLE = 50;

const roomParams = z.strictObject({ code: roomCodeInputSchema });
const personParams = z.strictObject({ code: roomCodeInputSchema, id: idSchema });

export const entryEndpoints = defineEndpoints({
  readRoomPeople: {
    method: 'GET',
    path: '/rooms/:code/people',
    access: 'account',
    summary: 'Read who hosts your room, who is always let in, and who is kept out.',
    params: roomParams,
    response: roomPeopleSchema,
    status: 200,
    errors: ['NOT_FOUND'],
  },
  addRoomPerson: {
    method: 'POST',
    path: '/rooms/:code/people',
    access: 'account',
    summary:
      'Make an account a co-host of your room or somebody who is always let in: by its email address, or by the id of an attendee.',
    params: roomParams,
    body: z
      .strictObject({
        part: roomPartSchema,
        email: z.string().trim().min(3).max(254).optional(),
        id: idSchema.optional(),
      })
      .refine(
        ({ email, id }) => (email === undefined) !== (id === undefined),
        'Either an email address or an id',
      ),
    response: roomPeopleSchema,
    status: 201,
    errors: ['NOT_FOUND', 'TOO_MANY_PEOPLE'],
  },
  removeRoomPerson: {
    method: 'DELETE',
    path: '/rooms/:code/people/:id',
    access: 'account',
    summary: 'Make an account neither co-host of your room nor somebody who is always let in.',
    params: personParams,
    status: 204,
    errors: ['NOT_FOUND'],
  },
  letBackIn: {
    method: 'DELETE',
    path: '/rooms/:code/kept-out/:id',
    access: 'account',
    summary: 'No longer keep a person out of your room.',
    params: personParams,
    status: 204,
    errors: ['NOT_FOUND'],
  },
  readHosting: {
    method: 'GET',
    path: '/users/me/hosting',
    access: 'account',
    summary:
      'Whether people may have to wait in a room that you host, so that you watch for knocks.',
    response: z.strictObject({ hasWaitingRoom: z.boolean() }),
    status: 200,
  },
});

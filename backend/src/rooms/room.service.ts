import type { createRoomSchema, Room, RoomList, updateRoomSchema } from '@parley/shared/rooms';
import { DEFAULT_RETENTION } from '@parley/shared/retention';
import { roomCodeKey } from '@parley/shared/room-code';
import type { z } from 'zod';
import { newId, toId } from '../platform/ids';
import { decodeCursor, page } from '../platform/cursor';
import { AppError } from '../platform/errors';
import { addressKey, type Limiter } from '../platform/rate-limit';
import { createOwnedRooms, type OwnedRooms } from './owned-rooms';
import { createRoomCodes } from './room-codes';
import type { RoomPasswords } from './room-passwords';
import { findOwnedRooms, IS_ROOM, type RoomModel, type RoomDocument } from './room.model';
import { ownsRoom } from './room.policy';

const MAX_ROOMS_PER_ACCOUNT = 500;

/** The user who creates, changes or deletes a room, and the address of the request. */
export interface RoomCaller {
  userId: string;
  address: string;
}

export interface RoomService {
  /**
   * Creates a room. A taken code counts as a wrong guess.
   * @throws {AppError} VALIDATION_FAILED, TOO_MANY_ROOMS, ROOM_CODE_TAKEN or RATE_LIMITED
   */
  create(caller: RoomCaller, input: z.output<typeof createRoomSchema>): Promise<Room>;
  /** Lists the rooms of a user, the last used first. */
  list(userId: string, query: { cursor?: string | undefined; limit: number }): Promise<RoomList>;
  /** @throws {AppError} NOT_FOUND or RATE_LIMITED, as `find` */
  read(caller: RoomCaller, code: string): Promise<Room>;
  /** @throws {AppError} NOT_FOUND if the user does not own the room; VALIDATION_FAILED */
  update(
    caller: RoomCaller,
    code: string,
    change: z.output<typeof updateRoomSchema>,
  ): Promise<Room>;
  /**
   * Deletes a room and reserves its code (docs/decisions/021).
   * @throws {AppError} NOT_FOUND if the user does not own the room; RATE_LIMITED
   */
  remove(caller: RoomCaller, code: string): Promise<void>;
  /** Finds a room by its code. @throws {AppError} NOT_FOUND, which counts as a guess; RATE_LIMITED */
  find(userId: string, code: string): Promise<RoomDocument>;
  /**
   * Finds a room for a visitor who is not signed in.
   * @throws {AppError} NOT_FOUND, which counts as a guess of the address; RATE_LIMITED
   */
  findAnonymously(addressKey: string, code: string): Promise<RoomDocument>;
  /** Finds the one room of a guest. @throws {AppError} UNAUTHENTICATED for another room, NOT_FOUND */
  findForGuest(roomId: string, code: string): Promise<RoomDocument>;
  /** Finds a room of the user. @throws {AppError} NOT_FOUND also if the user does not own it */
  findOwn(userId: string, code: string): Promise<RoomDocument>;
  /** Finds a room by its id. @throws {AppError} NOT_FOUND if it was deleted */
  findById(roomId: string): Promise<RoomDocument>;
  /** Returns those ids whose room still exists. */
  existing(roomIds: string[]): Promise<Set<string>>;
  /** What the rooms store about an account. */
  readonly owned: OwnedRooms;
}

/** How many people rooms hold. */
export interface RoomCapacity {
  /** The largest capacity that the server allows at the moment. */
  max(): number;
  /** That of a room whose owner chose this one, or none. */
  of(chosen: number | undefined): number;
  /** Whether that is fewer than usual, because the SFU does not answer. */
  waitsForSfu(chosen: number | undefined): boolean;
}

export interface RoomServiceOptions {
  rooms: RoomModel;
  capacity: RoomCapacity;
  limits: {
    /** Wrong codes by user. */
    wrongCodes: Limiter;
    /** Wrong codes by address, of visitors who are not signed in. */
    wrongCodesByAddress: Limiter;
    /** Rooms created and deleted, by user and by address. */
    roomChangesByAccount: Limiter;
    roomChangesByAddress: Limiter;
  };
  passwords: RoomPasswords;
  displayNameOf: (userId: string) => Promise<string>;
  /** Whether a user who does not own a room may see its name and who is in it. */
  mayEnter: (room: RoomDocument, caller: RoomCaller) => Promise<boolean>;
  peopleIn: (roomId: string) => number;
  onChanged: (room: RoomDocument) => void;
  onRemoved: (roomId: string, code: string) => Promise<void>;
  now: () => number;
}

/** Creates the service for rooms and their codes. */
export function createRoomService(options: RoomServiceOptions): RoomService {
  const { rooms, limits, now } = options;
  const codes = createRoomCodes({ rooms, wrongCodes: limits.wrongCodes, now });

  const toRoom = (room: RoomDocument, userId: string) => roomFor(room, userId, options);
  const assertCapacity = (capacity: number | null | undefined): void =>
    assertAllowed(capacity, options.capacity.max());

  /** People in a meeting have one key; with another one they could not hear those who come. */
  function assertEmpty(roomId: string): void {
    if (options.peopleIn(roomId) === 0) return;
    const message = 'Encryption can only change while nobody is in the meeting';
    throw new AppError('VALIDATION_FAILED', { details: [{ field: 'keyCheck', message }] });
  }

  /** A wrong code costs a point. Without points, even the right code is refused. */
  const find = (userId: string, code: string) => findBy(limits.wrongCodes, userId, code);

  async function findBy(guesses: Limiter, key: string, code: string): Promise<RoomDocument> {
    const room = await guesses.attempt(key, () =>
      rooms.findOne({ codeKey: roomCodeKey(code), ...IS_ROOM }).lean(),
    );
    if (room === null) throw new AppError('NOT_FOUND');
    return room;
  }

  async function findOwn(userId: string, code: string): Promise<RoomDocument> {
    const room = await find(userId, code);
    if (!ownsRoom(room, userId)) throw new AppError('NOT_FOUND');
    return room;
  }

  function countChange({ userId, address }: RoomCaller): void {
    limits.roomChangesByAccount.consume(userId);
    limits.roomChangesByAddress.consume(addressKey(address));
  }

  return {
    find,
    findOwn,
    findAnonymously: (address, code) => findBy(limits.wrongCodesByAddress, address, code),

    async findForGuest(roomId, code) {
      const room = await rooms.findOne({ _id: roomId, ...IS_ROOM }).lean();
      if (room === null) throw new AppError('NOT_FOUND');
      // Whether another room exists is none of the guest's business.
      if (room.codeKey !== roomCodeKey(code)) throw new AppError('UNAUTHENTICATED');
      return room;
    },
    owned: createOwnedRooms({ rooms, codes, onRemoved: options.onRemoved }),

    async create(caller, input) {
      const { userId } = caller;
      assertCapacity(input.capacity);
      countChange(caller);
      const owned = await rooms.countDocuments({ ownerId: userId }).limit(MAX_ROOMS_PER_ACCOUNT);
      if (owned >= MAX_ROOMS_PER_ACCOUNT) throw new AppError('TOO_MANY_ROOMS');
      const at = new Date(now());
      const draft = {
        _id: newId(),
        // Fits, because a room's name may be longer than a user's.
        name: input.name ?? `${await options.displayNameOf(userId)}'s meeting`,
        ownerId: toId(userId),
        ...(input.capacity !== undefined && { capacity: input.capacity }),
        access: input.access ?? 'link',
        ...(input.retention !== undefined && { retention: input.retention }),
        ...(input.keyCheck !== undefined && { keyCheck: input.keyCheck }),
        createdAt: at,
        lastUsedAt: at,
      };
      return toRoom(await codes.insert(draft, input.code), userId);
    },

    async list(userId, { cursor, limit }) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      const found = page(await findOwnedRooms(rooms, userId, after, limit + 1), limit, (room) => ({
        time: room.lastUsedAt,
        id: room._id.toString(),
      }));
      return {
        rooms: found.rows.map((room) => toRoom(room, userId)),
        nextCursor: found.nextCursor,
        maxCapacity: options.capacity.max(),
      };
    },

    async read(caller, code) {
      const { userId } = caller;
      const room = await find(userId, code);
      const shown = toRoom(room, userId);
      if (shown.isOwner || (await options.mayEnter(room, caller))) return shown;
      // The name of a room often contains that of its owner.
      return { ...shown, name: shown.code, peopleCount: 0 };
    },

    async update(caller, code, change) {
      const { userId } = caller;
      assertCapacity(change.capacity);
      const { _id, password } = await findOwn(userId, code);
      const { keyCheck, ...others } = change;
      if (keyCheck !== undefined) assertEmpty(_id.toString());
      const values = await options.passwords.changeFor(password, others, caller);
      const room = await rooms
        .findOneAndUpdate({ _id, ...IS_ROOM }, withKeyCheck(values, keyCheck), {
          returnDocument: 'after',
        })
        .lean();
      if (room === null) throw new AppError('NOT_FOUND');
      options.onChanged(room);
      return toRoom(room, userId);
    },

    async remove(caller, code) {
      countChange(caller);
      const room = await findOwn(caller.userId, code);
      await codes.retire(room);
      await options.onRemoved(room._id.toString(), room.code);
    },

    async findById(roomId) {
      const room = await rooms.findOne({ _id: roomId, ...IS_ROOM }).lean();
      if (room === null) throw new AppError('NOT_FOUND');
      return room;
    },

    async existing(roomIds) {
      const ids = [...new Set(roomIds)];
      const found = await rooms.find({ _id: { $in: ids }, ...IS_ROOM }, { _id: 1 }).lean();
      return new Set(found.map(({ _id }) => _id.toString()));
    },
  };
}

/** Adds a change of the key check to the update of a room; null removes it. */
function withKeyCheck(
  update: { $set: object; $unset?: object },
  keyCheck: string | null | undefined,
): object {
  if (keyCheck === undefined) return update;
  return keyCheck === null
    ? { ...update, $unset: { ...update.$unset, keyCheck: 1 } }
    : { ...update, $set: { ...update.$set, keyCheck } };
}

/** A room as this user sees it. */
function roomFor(
  room: RoomDocument,
  userId: string,
  { capacity, passwords, peopleIn }: RoomServiceOptions,
): Room {
  const isOwner = ownsRoom(room, userId);
  return {
    code: room.code,
    name: room.name,
    capacity: capacity.of(room.capacity),
    ...(room.capacity !== undefined && { chosenCapacity: room.capacity }),
    ...(capacity.waitsForSfu(room.capacity) && { waitsForSfu: true }),
    isOwner,
    access: room.access ?? 'link',
    retention: room.retention ?? DEFAULT_RETENTION,
    ...(room.keyCheck !== undefined && { keyCheck: room.keyCheck }),
    createdAt: room.createdAt.toISOString(),
    lastUsedAt: room.lastUsedAt.toISOString(),
    peopleCount: peopleIn(room._id.toString()),
    ...(isOwner && passwords.view(room)),
  };
}

/** @param capacity null or undefined for as many as the server can hold */
function assertAllowed(capacity: number | null | undefined, max: number): void {
  if (capacity == null || capacity <= max) return;
  throw new AppError('VALIDATION_FAILED', {
    details: [{ field: 'capacity', message: `At most ${max} people on this server` }],
  });
}

import { isRandomCode, roomCodeKey } from '@parley/shared/room-code';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { Limiter } from '../platform/rate-limit';
import { newRoomCode } from './random-code';
import { IS_ROOM, type RoomModel, type RoomDocument } from './room.model';

/** How long the chosen code of a deleted room stays reserved for its owner. */
const OWN_CODE_RESERVED_MS = 90 * 24 * 3600_000;

type RoomDraft = Omit<RoomDocument, 'code' | 'codeKey'>;

export interface RoomCodesOptions {
  rooms: RoomModel;
  /** Wrong codes by user. */
  wrongCodes: Limiter;
  now: () => number;
}

export type RoomCodes = ReturnType<typeof createRoomCodes>;

/**
 * Creates the rules of which codes are free, taken or reserved (docs/decisions/021). A unique index
 * decides between two rooms.
 */
export function createRoomCodes({ rooms, wrongCodes, now }: RoomCodesOptions) {
  /** Returns null if the code is taken, or reserved for another user. */
  async function store(room: RoomDocument): Promise<RoomDocument | null> {
    try {
      await rooms.create(room);
      return room;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await free(room)) ? store(room) : null;
    }
  }

  /** Frees a reserved code for its former owner, or for all users after the reservation. */
  async function free({ codeKey, ownerId }: RoomDocument): Promise<boolean> {
    const isOver = { reservedUntil: { $lte: new Date(now()) } };
    const whose = { codeKey, $or: [{ formerOwnerId: ownerId }, isOver] };
    return (await rooms.deleteOne(whose)).deletedCount > 0;
  }

  async function storeAtRandom(draft: RoomDraft): Promise<RoomDocument> {
    const code = newRoomCode();
    const stored = await store({ ...draft, code, codeKey: roomCodeKey(code) });
    return stored ?? storeAtRandom(draft);
  }

  return {
    /**
     * Stores a room with the given code or a random one. A taken code counts as a wrong guess.
     * Otherwise a user could find codes without a limit.
     * @throws {AppError} ROOM_CODE_TAKEN or RATE_LIMITED, only if `code` is given
     */
    async insert(draft: RoomDraft, code: string | undefined): Promise<RoomDocument> {
      if (code === undefined) return storeAtRandom(draft);
      const room = { ...draft, code, codeKey: roomCodeKey(code) };
      const stored = await wrongCodes.attempt(draft.ownerId.toString(), () => store(room));
      if (stored !== null) return stored;
      throw new AppError('ROOM_CODE_TAKEN', {
        details: [{ field: 'code', message: 'This room code is taken' }],
      });
    },

    /**
     * Deletes a room in one write and reserves its code, so that old invitations do not lead into
     * another user's room. A chosen code stays reserved for 90 days, a random one for ever.
     */
    async retire({ _id, code, ownerId }: RoomDocument): Promise<void> {
      const reservedUntil = new Date(now() + OWN_CODE_RESERVED_MS);
      await rooms.updateOne(
        { _id, ...IS_ROOM },
        {
          $set: { formerOwnerId: ownerId, ...(!isRandomCode(code) && { reservedUntil }) },
          $unset: {
            code: 1,
            name: 1,
            ownerId: 1,
            capacity: 1,
            access: 1,
            coHostIds: 1,
            trustedIds: 1,
            password: 1,
            createdAt: 1,
            lastUsedAt: 1,
          },
        },
      );
    },
  };
}

import { isRandomCode, roomCodeKey } from '@parley/shared/room-code';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { Limiter } from '../platform/rate-limit';
import { newRoomCode } from './random-code';
import { IS_ROOM, type RoomModel, type RoomRecord } from './room.model';

/** How long nobody else gets the code of a deleted room that its owner had chosen. */
const OWN_CODE_RESERVED_MS = 90 * 24 * 3600_000;

type RoomDraft = Omit<RoomRecord, 'code' | 'codeKey'>;

export interface RoomCodesOptions {
  rooms: RoomModel;
  /** Wrong codes by account. */
  wrongCodes: Limiter;
  now: () => number;
}

/** Which codes are free, taken or reserved (docs/decisions/021). The unique index decides. */
export function createRoomCodes({ rooms, wrongCodes, now }: RoomCodesOptions) {
  /** Null where the code is taken, or reserved for somebody else. */
  async function store(room: RoomRecord): Promise<RoomRecord | null> {
    try {
      await rooms.create(room);
      return room;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await free(room)) ? store(room) : null;
    }
  }

  /** Frees a reserved code for its former owner, or for everybody when its time is over. */
  async function free({ codeKey, ownerId }: RoomRecord): Promise<boolean> {
    const isOver = { reservedUntil: { $lte: new Date(now()) } };
    const whose = { codeKey, $or: [{ formerOwnerId: ownerId }, isOver] };
    return (await rooms.deleteOne(whose)).deletedCount > 0;
  }

  async function storeAtRandom(draft: RoomDraft): Promise<RoomRecord> {
    const code = newRoomCode();
    const stored = await store({ ...draft, code, codeKey: roomCodeKey(code) });
    return stored ?? storeAtRandom(draft);
  }

  return {
    /**
     * Stores a room under its owner's `code`, or under a random one. A code that is taken counts as
     * a wrong guess: whoever could ask for free which codes are taken could guess without a limit.
     * @throws {AppError} ROOM_CODE_TAKEN or RATE_LIMITED, only where `code` is given
     */
    async insert(draft: RoomDraft, code: string | undefined): Promise<RoomRecord> {
      if (code === undefined) return storeAtRandom(draft);
      const room = { ...draft, code, codeKey: roomCodeKey(code) };
      const stored = await wrongCodes.attempt(draft.ownerId.toString(), () => store(room));
      if (stored !== null) return stored;
      throw new AppError('ROOM_CODE_TAKEN', {
        details: [{ field: 'code', message: 'This room code is taken' }],
      });
    },

    /**
     * Deletes a room in one write and keeps its code from others, so that old invitations do not
     * lead into a stranger's room: a code of the owner's choice for 90 days, a random one for ever.
     */
    async retire({ _id, code, ownerId }: RoomRecord): Promise<void> {
      const reservedUntil = new Date(now() + OWN_CODE_RESERVED_MS);
      await rooms.updateOne(
        { _id, ...IS_ROOM },
        {
          $set: { formerOwnerId: ownerId, ...(!isRandomCode(code) && { reservedUntil }) },
          $unset: { code: 1, name: 1, ownerId: 1, capacity: 1, createdAt: 1, lastUsedAt: 1 },
        },
      );
    },
  };
}

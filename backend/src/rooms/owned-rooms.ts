import type { ExportLists } from '@parley/shared/account-data';
import type { RoomDocument, RoomModel } from './room.model';
import type { RoomCodes } from './room-codes';

const BATCH = 100;

export interface OwnedRoomsOptions {
  rooms: RoomModel;
  codes: RoomCodes;
  onRemoved: (roomId: string, code: string) => Promise<void>;
}

export type OwnedRooms = ReturnType<typeof createOwnedRooms>;

/** Reads and erases what the rooms store about an account. */
export function createOwnedRooms({ rooms, codes, onRemoved }: OwnedRoomsOptions) {
  return {
    /** The rooms that a user owns. */
    async *roomsOf(ownerId: string): AsyncGenerator<ExportLists['rooms'][number]> {
      for await (const room of rooms.find({ ownerId }).sort({ lastUsedAt: -1 }).lean().cursor()) {
        yield exportRoom(room);
      }
    },

    /** The codes that are reserved because the user deleted their rooms. */
    async *reservedCodesOf(
      formerOwnerId: string,
    ): AsyncGenerator<ExportLists['reservedCodes'][number]> {
      for await (const { codeKey, reservedUntil } of rooms
        .find({ formerOwnerId })
        .lean()
        .cursor()) {
        yield { code: codeKey, reservedUntil: reservedUntil?.toISOString() ?? null };
      }
    },

    /** Deletes rooms of a user and reserves their codes for nobody. @returns whether there are more */
    async erase(userId: string): Promise<boolean> {
      const owned = await rooms.find({ ownerId: userId }).limit(BATCH).lean();
      for (const room of owned) {
        await codes.retire(room);
        await onRemoved(room._id.toString(), room.code);
      }
      await rooms.updateMany({ formerOwnerId: userId }, { $unset: { formerOwnerId: 1 } });
      return owned.length === BATCH;
    },
  };
}

const exportRoom = ({ code, name, capacity, createdAt, lastUsedAt }: RoomDocument) => ({
  code,
  name,
  capacity,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt.toISOString(),
});

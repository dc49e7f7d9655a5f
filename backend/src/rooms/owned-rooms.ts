import type { ExportLists } from '@parley/shared/account-data';
import { DEFAULT_RETENTION } from '@parley/shared/retention';
import { toId } from '../platform/ids';
import type { RoomDocument, RoomModel } from './room.model';
import type { RoomCodes } from './room-codes';

const BATCH = 100;

export interface OwnedRoomsOptions {
  rooms: RoomModel;
  codes: RoomCodes;
  onRemoved: (roomId: string, code: string) => Promise<void>;
}

export type OwnedRooms = ReturnType<typeof createOwnedRooms>;

/** Reads and erases what rooms store about an account. */
export function createOwnedRooms({ rooms, codes, onRemoved }: OwnedRoomsOptions) {
  return {
    /** The rooms that a user owns. */
    async *roomsOf(ownerId: string): AsyncGenerator<ExportLists['rooms'][number]> {
      for await (const room of rooms.find({ ownerId }).sort({ lastUsedAt: -1 }).lean().cursor()) {
        yield exportRoom(room);
      }
    },

    /** The rooms of other people in which the user is a co-host or trusted. */
    async *otherRoomsOf(userId: string): AsyncGenerator<ExportLists['otherRooms'][number]> {
      const inOthers = { $or: [{ coHostIds: userId }, { trustedIds: userId }] };
      for await (const { code, name, coHostIds = [] } of rooms.find(inOthers).lean().cursor()) {
        const isCoHost = coHostIds.some((id) => id.toString() === userId);
        yield { code, name, role: isCoHost ? 'cohost' : 'trusted' };
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
      const user = toId(userId);
      await rooms.updateMany({ formerOwnerId: user }, { $unset: { formerOwnerId: 1 } });
      await rooms.updateMany({ coHostIds: user }, { $pull: { coHostIds: user } });
      await rooms.updateMany({ trustedIds: user }, { $pull: { trustedIds: user } });
      return owned.length === BATCH;
    },
  };
}

const exportRoom = ({
  code,
  name,
  capacity,
  access = 'link',
  retention = DEFAULT_RETENTION,
  keyCheck,
  createdAt,
  lastUsedAt,
}: RoomDocument) => ({
  code,
  name,
  ...(capacity !== undefined && { capacity }),
  access,
  retention,
  ...(keyCheck !== undefined && { keyCheck }),
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt.toISOString(),
});

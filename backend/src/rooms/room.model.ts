import type { Retention } from '@parley/shared/retention';
import type { RoomAccess } from '@parley/shared/roles';
import { Schema, type Connection, type Model, type Types } from 'mongoose';
import { toId } from '../platform/ids';

/** The password of a room, as the server keeps it. */
export interface RoomPassword {
  hash: string;
  /** Random and new with every password. It also makes the key of the invite link. */
  version: string;
  /** Whether the invite link contains the key that stands for the password. */
  isInLink: boolean;
}

export interface RoomDocument {
  _id: Types.ObjectId;
  /** As shown, with hyphens. */
  code: string;
  /** Without hyphens; unique. */
  codeKey: string;
  name: string;
  ownerId: Types.ObjectId;
  /** What the owner chose; absent for as many as the server can hold. */
  capacity?: number;
  /** Missing in early documents, which means `link`. */
  access?: RoomAccess;
  /** How long records of meetings that begin are kept; missing in early documents: `forever`. */
  retention?: Retention;
  /** Accounts with the host controls in every meeting of the room. */
  coHostIds?: Types.ObjectId[];
  /** Accounts that are always let in. */
  trustedIds?: Types.ObjectId[];
  password?: RoomPassword;
  /** Present if the room is end-to-end encrypted; see `keyCheckSchema`. */
  keyCheck?: string;
  createdAt: Date;
  lastUsedAt: Date;
}

/** The rest of a deleted room: its code, which is still in old invitations. */
interface ReservedCode {
  _id: Types.ObjectId;
  codeKey: string;
  /** The one user who may take the code again; absent if that account was deleted. */
  formerOwnerId?: Types.ObjectId;
  /** Absent if the code is never free again. */
  reservedUntil?: Date;
}

/** One collection for rooms and reserved codes, so that one unique index covers both. */
export type RoomModel = Model<RoomDocument & Partial<ReservedCode>>;

/** A filter that matches rooms but not reserved codes. */
export const IS_ROOM = { ownerId: { $exists: true } } as const;

/** Creates the model of rooms and reserved codes. */
export function createRoomModel(connection: Connection): RoomModel {
  const schema = new Schema<RoomDocument & Partial<ReservedCode>>(
    {
      code: { type: String, required: true },
      codeKey: { type: String, required: true },
      name: { type: String, required: true },
      ownerId: { type: Schema.Types.ObjectId, required: true },
      capacity: { type: Number },
      access: { type: String },
      retention: { type: String },
      coHostIds: { type: [Schema.Types.ObjectId], default: undefined },
      trustedIds: { type: [Schema.Types.ObjectId], default: undefined },
      password: {
        type: new Schema<RoomPassword>(
          {
            hash: { type: String, required: true },
            version: { type: String, required: true },
            isInLink: { type: Boolean, required: true },
          },
          { _id: false },
        ),
        default: undefined,
      },
      keyCheck: { type: String },
      createdAt: { type: Date, required: true },
      lastUsedAt: { type: Date, required: true },
      formerOwnerId: { type: Schema.Types.ObjectId },
      reservedUntil: { type: Date },
    },
    { versionKey: false, collection: 'rooms' },
  );
  schema.index({ codeKey: 1 }, { unique: true });
  schema.index({ ownerId: 1, lastUsedAt: -1, _id: -1 });
  schema.index({ coHostIds: 1 }, { sparse: true });
  schema.index({ trustedIds: 1 }, { sparse: true });
  schema.index({ formerOwnerId: 1 }, { sparse: true });
  schema.index({ reservedUntil: 1 }, { expireAfterSeconds: 0 });
  return connection.model<RoomDocument & Partial<ReservedCode>>('Room', schema);
}

/** Finds the rooms of one owner after a position, the last used first. */
export function findOwnedRooms(
  rooms: RoomModel,
  ownerId: string,
  after: { time: Date; id: string } | undefined,
  limit: number,
): Promise<RoomDocument[]> {
  const beyond = after && {
    $or: [{ lastUsedAt: { $lt: after.time } }, { lastUsedAt: after.time, _id: { $lt: after.id } }],
  };
  return rooms
    .find({ ownerId, ...beyond })
    .sort({ lastUsedAt: -1, _id: -1 })
    .limit(limit)
    .lean();
}

/** Stores that a room is used at `at`. @returns null if the room was deleted */
export function touchRoom(
  rooms: RoomModel,
  roomId: string,
  at: Date,
): Promise<RoomDocument | null> {
  return rooms
    .findOneAndUpdate(
      { _id: roomId, ...IS_ROOM },
      { $max: { lastUsedAt: at } },
      { returnDocument: 'after' },
    )
    .lean();
}

/** Stores whether an account is a co-host of a room. */
export async function storeCoHost(
  rooms: RoomModel,
  roomId: string,
  userId: string,
  isCoHost: boolean,
): Promise<void> {
  const change = { coHostIds: toId(userId) };
  await rooms.updateOne(
    { _id: roomId, ...IS_ROOM },
    isCoHost ? { $addToSet: change } : { $pull: change },
  );
}

import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** A person without an account in one room. The id is unique among users too. */
export interface GuestDocument {
  _id: Types.ObjectId;
  roomId: Types.ObjectId;
  displayName: string;
  createdAt: Date;
  lastSeenAt: Date;
  /** When MongoDB deletes the guest; absent once an account has claimed the meetings. */
  expiresAt?: Date;
  /** The account that claimed the meetings of the guest. */
  claimedBy?: Types.ObjectId;
  claimedAt?: Date;
  /** Some meetings still belong to the guest: they run, or the server was stopped. */
  isClaimPending?: true;
  /** The latest accounts that did not want the meetings. */
  declinedBy?: Types.ObjectId[];
}

export type GuestModel = Model<GuestDocument>;

/** Creates the model of guests. MongoDB deletes those whose meetings were never claimed. */
export function createGuestModel(connection: Connection): GuestModel {
  const schema = new Schema<GuestDocument>(
    {
      roomId: { type: Schema.Types.ObjectId, required: true },
      displayName: { type: String, required: true },
      createdAt: { type: Date, required: true },
      lastSeenAt: { type: Date, required: true },
      expiresAt: { type: Date },
      claimedBy: { type: Schema.Types.ObjectId },
      claimedAt: { type: Date },
      isClaimPending: { type: Boolean },
      declinedBy: { type: [Schema.Types.ObjectId], default: undefined },
    },
    { versionKey: false, collection: 'guests' },
  );
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  schema.index({ claimedBy: 1 }, { sparse: true });
  schema.index({ declinedBy: 1 }, { sparse: true });
  schema.index({ isClaimPending: 1 }, { sparse: true });
  return connection.model<GuestDocument>('Guest', schema);
}

/** The guests whose meetings an account has claimed, for the export of the account. */
export async function* claimsOf(guests: GuestModel, userId: string) {
  for await (const guest of guests.find({ claimedBy: userId }).lean().cursor()) {
    yield {
      roomId: guest.roomId.toString(),
      displayName: guest.displayName,
      claimedAt: guest.claimedAt?.toISOString() ?? null,
    };
  }
}

import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** A session that has ended, so that every node closes its sockets. */
export interface EndedSessionDocument {
  _id: Types.ObjectId;
  family: string;
  endedAt: Date;
}

export type EndedSessionModel = Model<EndedSessionDocument>;

/** After this, no node needs to know: the sockets of the session have lost their token. */
const KEPT_SECONDS = 3_600;

/** Creates the model of ended sessions. MongoDB deletes them after an hour. */
export function createEndedSessionModel(connection: Connection): EndedSessionModel {
  const schema = new Schema<EndedSessionDocument>(
    {
      family: { type: String, required: true },
      endedAt: { type: Date, required: true },
    },
    { versionKey: false, collection: 'ended_sessions' },
  );
  schema.index({ endedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });
  return connection.model<EndedSessionDocument>('EndedSession', schema);
}

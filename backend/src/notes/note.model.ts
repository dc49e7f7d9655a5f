import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** The private note of one reader on one meeting. Nobody else can read it. */
export interface NoteDocument {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  userId: Types.ObjectId;
  text: string;
  updatedAt: Date;
}

export type NoteModel = Model<NoteDocument>;

/** Creates the model of notes. A unique index makes sure of one note per reader and meeting. */
export function createNoteModel(connection: Connection): NoteModel {
  const id = { type: Schema.Types.ObjectId, required: true };
  const schema = new Schema<NoteDocument>(
    {
      meetingId: id,
      userId: id,
      text: { type: String, required: true },
      updatedAt: { type: Date, required: true },
    },
    { versionKey: false, collection: 'notes' },
  );
  schema.index({ meetingId: 1, userId: 1 }, { unique: true });
  schema.index({ userId: 1, _id: 1 });
  return connection.model<NoteDocument>('Note', schema);
}

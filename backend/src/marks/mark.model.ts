import type { MarkKind } from '@parley/shared/marks';
import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** A person in a mark, with the name at that time. */
export interface MarkPersonDocument {
  /** Missing for an owner who was not in the meeting. */
  participantId?: Types.ObjectId | undefined;
  /** The account: of an assignee, and of a person without a participant id. */
  userId?: Types.ObjectId | undefined;
  displayName: string;
  nameNumber?: number | null | undefined;
}

/** A mark on a line of a meeting. The text of the line is not copied. */
export interface MarkDocument {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  roomId: Types.ObjectId;
  kind: MarkKind;
  lineId: Types.ObjectId;
  /** When the line was written. */
  at: Date;
  /** A wording of its own. */
  text?: string | undefined;
  author: MarkPersonDocument;
  markedAt: Date;
  /** The latest change, or `markedAt`. */
  changedAt: Date;
  assignee?: MarkPersonDocument | undefined;
  /** `2026-12-24` */
  dueOn?: string | undefined;
  done?: { at: Date; by: MarkPersonDocument } | undefined;
  /** The place of an open action in lists, earliest due first; missing for all other marks. */
  openOrder?: string | undefined;
  /** The room of an open action. */
  openIn?: Types.ObjectId | undefined;
  /** The user who does an open action. */
  openFor?: Types.ObjectId | undefined;
  /** Grows with every change, so that a change of an outdated copy matches nothing. */
  rev: number;
}

export type MarkModel = Model<MarkDocument>;

/** Creates the model of marks. A unique index makes sure of one mark of each kind on a line. */
export function createMarkModel(connection: Connection): MarkModel {
  const id = { type: Schema.Types.ObjectId, required: true };
  const optionalId = { type: Schema.Types.ObjectId };
  const date = { type: Date, required: true };
  const person = new Schema<MarkPersonDocument>(
    {
      participantId: optionalId,
      userId: optionalId,
      displayName: { type: String, required: true },
      nameNumber: { type: Number },
    },
    { _id: false },
  );
  const schema = new Schema<MarkDocument>(
    {
      meetingId: id,
      roomId: id,
      kind: { type: String, required: true },
      lineId: id,
      at: date,
      text: { type: String },
      author: { type: person, required: true },
      markedAt: date,
      changedAt: date,
      assignee: { type: person },
      dueOn: { type: String },
      done: {
        type: new Schema({ at: date, by: { type: person, required: true } }, { _id: false }),
      },
      openOrder: { type: String },
      openIn: optionalId,
      openFor: optionalId,
      rev: { type: Number, required: true },
    },
    { versionKey: false, collection: 'marks' },
  );
  schema.index({ meetingId: 1, lineId: 1, kind: 1 }, { unique: true });
  schema.index({ meetingId: 1, at: 1, lineId: 1 });
  // Only open actions have these fields, so they alone are in these indexes.
  schema.index({ openFor: 1, openOrder: 1 }, { sparse: true });
  schema.index({ openIn: 1, openOrder: 1 }, { sparse: true });
  // People who were not in the meeting, for the erasure of their names.
  schema.index({ 'author.userId': 1 }, { sparse: true });
  schema.index({ 'done.by.userId': 1 }, { sparse: true });
  return connection.model<MarkDocument>('Mark', schema);
}

import type { Activity, ActivityKind } from '@parley/shared/activities';
import { MAX_ACTIVITIES } from '@parley/shared/activities';
import { Schema, Types, type Connection, type Model } from 'mongoose';
import { isDuplicateKey } from '../platform/conflicts';

/** One activity of a participant. Nothing changes it, apart from claims and erasures. */
export interface ActivityDocument {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  at: Date;
  kind: ActivityKind;
  participantId: Types.ObjectId;
  /** With `renamed`: labels. */
  names?: { before: string; after: string } | undefined;
  /** With `reconnected`. */
  since?: Date | undefined;
}

export type ActivityModel = Model<ActivityDocument>;

/** Collection `activities`. */
export function createActivityModel(connection: Connection): ActivityModel {
  const text = { type: String, required: true };
  const schema = new Schema<ActivityDocument>(
    {
      meetingId: { type: Schema.Types.ObjectId, required: true },
      at: { type: Date, required: true },
      kind: text,
      participantId: { type: Schema.Types.ObjectId, required: true },
      names: { type: new Schema({ before: text, after: text }, { _id: false }) },
      since: { type: Date },
    },
    { versionKey: false, collection: 'activities' },
  );
  schema.index({ meetingId: 1, at: 1, _id: 1 });
  return connection.model<ActivityDocument>('Activity', schema);
}

/** Stores an activity. Storing it again has no effect. @returns whether it is new */
export async function insertActivity(
  model: ActivityModel,
  meetingId: string,
  { id, at, kind, participantId, names, since }: Activity,
): Promise<boolean> {
  try {
    await model.create({
      _id: new Types.ObjectId(id),
      meetingId: new Types.ObjectId(meetingId),
      at: new Date(at),
      kind,
      participantId: new Types.ObjectId(participantId),
      ...(names && { names }),
      ...(since !== undefined && { since: new Date(since) }),
    });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** How many activities of each participant a meeting has, by participant id. */
export async function countActivities(
  model: ActivityModel,
  meetingId: string,
): Promise<Map<string, number>> {
  const found = await model.find({ meetingId }, { participantId: 1 }).lean();
  const counts = new Map<string, number>();
  for (const { participantId } of found) {
    const id = participantId.toString();
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** The activities of a meeting in the order of time, until a moment. */
export async function findActivities(
  model: ActivityModel,
  meetingId: string,
  until?: Date,
): Promise<Activity[]> {
  const found = await model
    .find({ meetingId, ...(until && { at: { $lte: until } }) })
    .sort({ at: 1, _id: 1 })
    .limit(MAX_ACTIVITIES)
    .lean();
  return found.map(toActivity);
}

const toActivity = ({
  _id,
  at,
  kind,
  participantId,
  names,
  since,
}: ActivityDocument): Activity => ({
  id: _id.toString(),
  at: at.toISOString(),
  kind,
  participantId: participantId.toString(),
  ...(names && { names: { before: names.before, after: names.after } }),
  ...(since && { since: since.toISOString() }),
});

/** When the latest activity of a meeting happened; undefined without one. */
export async function latestActivityAt(
  model: ActivityModel,
  meetingId: string,
): Promise<Date | undefined> {
  const latest = await model.findOne({ meetingId }, { at: 1 }).sort({ at: -1, _id: -1 }).lean();
  return latest?.at;
}

/** Gives a participant another label in all activities of a meeting, for an account that is gone. */
export async function renameInActivities(
  model: ActivityModel,
  meetingId: string,
  participantId: string,
  label: string,
): Promise<void> {
  await model.updateMany(
    { meetingId, participantId, kind: 'renamed' },
    { $set: { names: { before: label, after: label } } },
  );
}

/**
 * An account takes over the activities of a guest. The record calls the participant by the name of
 * the account from the beginning, as in messages, so the names that the guest had go away.
 */
export async function moveActivities(
  model: ActivityModel,
  meetingId: string,
  from: string,
  to: string,
): Promise<void> {
  await model.deleteMany({ meetingId, participantId: from, kind: 'renamed' });
  if (from === to) return;
  await model.updateMany(
    { meetingId, participantId: from },
    { $set: { participantId: new Types.ObjectId(to) } },
  );
}

/** The activities of one participant in the order of time. */
export async function* activitiesBy(
  model: ActivityModel,
  meetingId: string,
  participantId: string,
): AsyncGenerator<Omit<Activity, 'id' | 'participantId'> & { meetingId: string }> {
  const own = model.find({ meetingId, participantId }).sort({ at: 1, _id: 1 }).lean();
  for await (const document of own.cursor()) {
    const { id: _id, participantId: _participantId, ...facts } = toActivity(document);
    yield { meetingId, ...facts };
  }
}

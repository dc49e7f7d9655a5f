import type { ConnectionMinute, ParticipantConnection } from '@parley/shared/connections';
import { Schema, type Connection, type Model, type Types } from 'mongoose';
import { packMinute, unpackMinute, worseMinute } from './packed-minute';

const MINUTES = 60;
/** Fifty people for four days; of longer meetings some minutes are not shown. */
const MAX_SHOWN_HOURS = 5_000;

/** What the record keeps about the connections of one participant in one hour of a meeting. */
export interface ConnectionHourDocument {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  participantId: Types.ObjectId;
  /** Whole hours since the start of the meeting. */
  hour: number;
  /** Packed minutes (`packMinute`) by the minute of the hour, 0 to 59; the short name saves space. */
  m: Record<string, number>;
}

export type ConnectionHourModel = Model<ConnectionHourDocument>;

/** Collection `connection_hours`. */
export function createConnectionHourModel(connection: Connection): ConnectionHourModel {
  const schema = new Schema<ConnectionHourDocument>(
    {
      meetingId: { type: Schema.Types.ObjectId, required: true },
      participantId: { type: Schema.Types.ObjectId, required: true },
      hour: { type: Number, required: true },
      m: { type: Schema.Types.Mixed, required: true },
    },
    { versionKey: false, collection: 'connection_hours' },
  );
  schema.index({ meetingId: 1, participantId: 1, hour: 1 }, { unique: true });
  return connection.model<ConnectionHourDocument>('ConnectionHour', schema);
}

/** Stores minutes of a participant, with one write for each hour. Storing them again is safe. */
export async function storeMinutes(
  model: ConnectionHourModel,
  meetingId: string,
  participantId: string,
  minutes: readonly ConnectionMinute[],
): Promise<void> {
  const hours = new Map<number, Record<string, number>>();
  for (const { minute, ...measurement } of minutes) {
    const hour = Math.floor(minute / MINUTES);
    const changes = hours.get(hour) ?? {};
    hours.set(hour, changes);
    changes[`m.${minute % MINUTES}`] = packMinute(measurement);
  }
  for (const [hour, changes] of hours) {
    await model.updateOne({ meetingId, participantId, hour }, { $set: changes }, { upsert: true });
  }
}

/**
 * The minutes of all participants of a meeting, each participant's in the order of time.
 * @param before only minutes with a lower number
 */
export async function findMinutes(
  model: ConnectionHourModel,
  meetingId: string,
  before = Infinity,
): Promise<ParticipantConnection[]> {
  const found = await model
    .find({ meetingId })
    .sort({ participantId: 1, hour: 1 })
    .limit(MAX_SHOWN_HOURS)
    .lean();
  const connections = new Map<string, ConnectionMinute[]>();
  for (const document of found) {
    const id = document.participantId.toString();
    const minutes = connections.get(id) ?? [];
    connections.set(id, minutes);
    minutes.push(...minutesIn(document).filter(({ minute }) => minute < before));
  }
  return [...connections]
    .filter(([, minutes]) => minutes.length > 0)
    .map(([participantId, minutes]) => ({ participantId, minutes }));
}

const minutesIn = ({ hour, m }: Pick<ConnectionHourDocument, 'hour' | 'm'>): ConnectionMinute[] =>
  Object.entries(m)
    .map(([minute, packed]) => ({
      minute: hour * MINUTES + Number(minute),
      ...unpackMinute(packed),
    }))
    .toSorted((a, b) => a.minute - b.minute);

/**
 * An account takes over the minutes of a guest. Where both were in the meeting at a time, the worse
 * measurement stays. May be repeated after a crash.
 */
export async function moveMinutes(
  model: ConnectionHourModel,
  meetingId: string,
  from: string,
  to: string,
): Promise<void> {
  if (from === to) return;
  for (const guest of await model.find({ meetingId, participantId: from }).lean()) {
    const { hour } = guest;
    const own = await model.findOne({ meetingId, participantId: to, hour }).lean();
    const changes = Object.entries(guest.m).map(([minute, packed]) => {
      const other = own?.m[minute];
      return [`m.${minute}`, other === undefined ? packed : worseMinute(packed, other)];
    });
    await model.updateOne(
      { meetingId, participantId: to, hour },
      { $set: Object.fromEntries(changes) },
      { upsert: true },
    );
    await model.deleteOne({ _id: guest._id });
  }
}

/** The minutes of one participant, an hour at a time. */
export async function* minutesBy(
  model: ConnectionHourModel,
  meetingId: string,
  participantId: string,
): AsyncGenerator<{ meetingId: string; minutes: ConnectionMinute[] }> {
  const own = model.find({ meetingId, participantId }).sort({ hour: 1 }).lean();
  for await (const document of own.cursor()) yield { meetingId, minutes: minutesIn(document) };
}

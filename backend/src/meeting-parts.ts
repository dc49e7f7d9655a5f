import { forgetMeetingInEntries } from './entry/stored-entries';
import type { Models } from './models';
import type { DeleteSome } from './retention/purge';
import { deleteKnocks } from './webhooks/own-webhooks';

/** One collection that belongs to meetings. */
export interface MeetingPart {
  /** Deletes some of what belongs to a meeting. */
  readonly deleteSome: DeleteSome;
  /** Deletes some of what an outline does not keep; without it, all of that. */
  readonly stripSome?: DeleteSome;
  /** Counts what belongs to a meeting, for the space that its record uses. */
  readonly count: (meetingId: string) => PromiseLike<number>;
}

/** The part of a model that this needs. */
interface PartModel {
  find(
    filter: object,
    projection: object,
  ): { limit(count: number): { lean(): PromiseLike<{ _id: unknown }[]> } };
  deleteMany(filter: object): PromiseLike<unknown>;
  countDocuments(filter: object): PromiseLike<number>;
}

/**
 * Every collection that belongs to a meeting, by its field `meetingId`, apart from the attendances and
 * the meeting itself. The purge deletes from them what belongs to a record whose time is over. A new
 * collection gets its place here; `meeting-parts.test.ts` fails without it.
 */
export const meetingParts = (models: Models) =>
  ({
    // First, so that nobody opens a record of which parts are gone.
    shares: of(models.shares),
    messages: of(models.messages),
    marks: of(models.marks),
    notes: of(models.notes),
    activities: of(models.activities),
    connectionHours: of(models.connectionHours),
    hostActions: of(models.hostActions),
    seats: of(models.seats),
    entries: {
      ...of(models.entries),
      deleteSome: (meetingId, limit) => forgetMeetingInEntries(models.entries, meetingId, limit),
    },
    webhookDeliveries: {
      ...of(models.webhookDeliveries),
      // Only knocks name somebody. That an outline has begun and ended is still to be told.
      stripSome: (meetingId, limit) => deleteKnocks(models.webhookDeliveries, meetingId, limit),
    },
  }) satisfies Partial<Record<keyof Models, MeetingPart>>;

const of = (model: PartModel): MeetingPart => ({
  async deleteSome(meetingId, limit) {
    const some = await model.find({ meetingId }, { _id: 1 }).limit(limit).lean();
    if (some.length === 0) return 0;
    await model.deleteMany({ _id: { $in: some.map(({ _id }) => _id) } });
    return some.length;
  },
  count: (meetingId) => model.countDocuments({ meetingId }),
});

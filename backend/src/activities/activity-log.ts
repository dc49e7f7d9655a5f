import { MAX_ACTIVITIES, type Activity } from '@parley/shared/activities';
import { countActivities, insertActivity, type ActivityModel } from './activity.model';

/** So many activities of one participant are recorded; nobody fills the record for all others. */
export const MAX_ACTIVITIES_OF_ONE = MAX_ACTIVITIES / 5;

/** Creates the log to which running meetings add what participants do. */
export function createActivityLog(model: ActivityModel) {
  /** By meeting and participant, counted once in the database. A moment too low after a race. */
  const counts = new Map<string, Promise<Map<string, number>>>();

  function countsOf(meetingId: string): Promise<Map<string, number>> {
    const counting = counts.get(meetingId) ?? countActivities(model, meetingId);
    counts.set(meetingId, counting);
    counting.catch(() => counts.delete(meetingId));
    return counting;
  }

  return {
    /**
     * Adds an activity if the record has space for it. Adding it again has no effect.
     * @throws when the database does not answer
     */
    async store(meetingId: string, activity: Activity): Promise<void> {
      const stored = await countsOf(meetingId);
      const { participantId } = activity;
      const own = stored.get(participantId) ?? 0;
      const all = [...stored.values()].reduce((sum, count) => sum + count, 0);
      if (own >= MAX_ACTIVITIES_OF_ONE || all >= MAX_ACTIVITIES) return;
      if (await insertActivity(model, meetingId, activity)) stored.set(participantId, own + 1);
    },

    /** Forgets a meeting that has ended or runs elsewhere. */
    close(meetingId: string): void {
      counts.delete(meetingId);
    },
  };
}

import { activityWords, nameAt } from '@parley/shared/activity-words';
import type { MeetingRecord } from '@parley/shared/history';
import { hostActionWords } from '@parley/shared/host-action-words';

/** Something that happened in a meeting, besides what participants wrote. */
export interface RecordEvent {
  readonly at: string;
  /** A sentence with the names of that time. */
  readonly text: string;
}

/** Joins, leaves, activities and host actions in the order of time. */
export function recordEvents(record: MeetingRecord): RecordEvent[] {
  const { attendances, activities, hostActions } = record;
  const nameOf = (id: string, at: string): string => {
    const person = attendances.find((one) => one.id === id);
    return person === undefined ? 'Somebody' : nameAt(person, activities, at);
  };
  const stays = attendances.flatMap((person) =>
    person.intervals.flatMap(({ joinedAt, leftAt }): RecordEvent[] => [
      { at: joinedAt, text: `${nameAt(person, activities, joinedAt)} joined` },
      ...(leftAt === null
        ? []
        : [{ at: leftAt, text: `${nameAt(person, activities, leftAt)} left` }]),
    ]),
  );
  return [
    ...stays,
    ...activities.map((activity) => ({
      at: activity.at,
      text: activityWords(activity, nameOf(activity.participantId, activity.at)),
    })),
    ...hostActions.map((action) => ({ at: action.at, text: hostActionWords(action) })),
  ].toSorted((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}

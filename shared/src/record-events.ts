import type { Activity } from './activities';
import { activityWords, nameAt, type ShowName } from './activity-words';
import type { MeetingRecord } from './history';
import { hostActionWords } from './host-action-words';

/** What the record of a meeting says besides its lines. */
export type EventKind = 'joined' | 'left' | 'host_action' | Activity['kind'];

/** One event of the record in words, such as `Ben joined`. */
export interface RecordEvent {
  readonly id: string;
  readonly at: string;
  readonly kind: EventKind;
  /** The participant concerned; absent for what concerns everybody. */
  readonly personId?: string | undefined;
  readonly words: string;
}

export type EventSource = Pick<
  MeetingRecord,
  'attendances' | 'activities' | 'hostActions' | 'readableUntil'
>;

/** At the same moment, people join before anything else happens, and leave after it. */
const ORDER: Partial<Record<EventKind, number>> = { joined: -1, left: 1 };

/**
 * All events of a record in the order of time, with the names of that time.
 *
 * @param show applied to every name
 */
export function recordEvents(
  { attendances, activities, hostActions, readableUntil }: EventSource,
  show: ShowName = (label) => label,
): RecordEvent[] {
  const people = new Map(attendances.map((person) => [person.id, person]));
  const renames = activities.filter(({ kind }) => kind === 'renamed');
  const nameOf = (id: string, at: string): string => {
    const person = people.get(id);
    return person === undefined ? 'Somebody' : nameAt(person, renames, at);
  };
  const stays = attendances.flatMap(({ id: personId, isMe, intervals }) =>
    intervals.flatMap(({ joinedAt, leftAt }, index): RecordEvent[] => {
      const event = (kind: 'joined' | 'left', at: string, verb: string): RecordEvent => ({
        id: `${personId}-${kind}-${index}`,
        at,
        kind,
        personId,
        words: `${show(nameOf(personId, at))} ${verb}`,
      });
      const joined = event('joined', joinedAt, index === 0 ? 'joined' : 'came back');
      // What a removed reader sees of others ends with the removal; they have not left then.
      const isCut = leftAt === readableUntil && !isMe;
      return leftAt === null || isCut ? [joined] : [joined, event('left', leftAt, 'left')];
    }),
  );
  const done = activities.map((activity): RecordEvent => {
    const { id, at, kind, participantId: personId } = activity;
    return { id, at, kind, personId, words: activityWords(activity, nameOf(personId, at), show) };
  });
  const acts = hostActions.map(
    (action): RecordEvent => ({
      id: action.id,
      at: action.at,
      kind: 'host_action',
      personId: action.target?.id,
      words: hostActionWords(action, show),
    }),
  );
  return [...stays, ...done, ...acts].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || (ORDER[a.kind] ?? 0) - (ORDER[b.kind] ?? 0),
  );
}

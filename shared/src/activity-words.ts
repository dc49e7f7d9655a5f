import type { Activity } from './activities';
import { nameLabel } from './participants';

/** How a name is written into a sentence, such as isolated from text of another direction. */
export type ShowName = (label: string) => string;

const plainly: ShowName = (label) => label;

/** A participant with the latest name; an attendance is one. */
export interface NamedParticipant {
  readonly id: string;
  readonly displayName: string;
  readonly nameNumber?: number | undefined;
}

/**
 * What a participant did: `Ana shared a screen`.
 *
 * @param name the label of the participant at that time; see {@link nameAt}
 * @param show applied to every name in the sentence
 */
export function activityWords(activity: Activity, name: string, show = plainly): string {
  const { kind, at, names, since } = activity;
  const who = show(name);
  switch (kind) {
    case 'share_started':
      return `${who} shared a screen`;
    case 'share_stopped':
      return `${who} stopped sharing`;
    case 'hand_raised':
      return `${who} raised a hand`;
    case 'hand_lowered':
      return `${who} lowered the hand`;
    case 'renamed':
      // Equal names: the account was deleted since, and the record has forgotten both.
      return names === undefined || names.before === names.after
        ? `${show(names?.after ?? name)} took another name`
        : `${show(names.before)} is now called ${show(names.after)}`;
    case 'reconnected':
      return since === undefined
        ? `${who} reconnected`
        : `${who} reconnected after ${durationWords(since, at)}`;
  }
}

/**
 * The label that a participant had at a moment. The activities `renamed` lead there from the latest
 * name.
 *
 * @param activities of the meeting, in any order and of any kind
 * @param at an instant of the server; an activity of the same moment has happened already
 */
export function nameAt(
  participant: NamedParticipant,
  activities: readonly Activity[],
  at: string,
): string {
  let next: Activity | undefined;
  for (const activity of activities) {
    if (activity.kind !== 'renamed' || activity.participantId !== participant.id) continue;
    if (activity.at > at && (next === undefined || isBefore(activity, next))) next = activity;
  }
  return next?.names?.before ?? nameLabel(participant);
}

/** All instants of the server have the same form, so that text order is time order. */
const isBefore = (a: Activity, b: Activity): boolean =>
  a.at < b.at || (a.at === b.at && a.id < b.id);

/** A time span in the largest unit that fits: `20 seconds`, `1 minute`. */
function durationWords(from: string, to: string): string {
  const seconds = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 1_000));
  if (seconds < 90) return count(seconds, 'second');
  return count(Math.round(seconds / 60), 'minute');
}

/** `1 minute`, `2 minutes`. */
export const count = (amount: number, unit: string): string =>
  `${amount} ${unit}${amount === 1 ? '' : 's'}`;

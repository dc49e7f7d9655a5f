import type { Activity, ActivityKind } from '@parley/shared/activities';
import { nameLabel, type MediaState, type Participant } from '@parley/shared/participants';
import type { Outcome } from './meeting-io';
import type { MeetingRoster } from './meeting-roster';
import type { Seat } from './seat';

/** When something happens, and the ids of what the record keeps of it. */
export interface NoteContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** An id is given once, so that a repeated write stores nothing twice. */
  readonly newId: () => string;
}

/** A participant without any source: what somebody shows before the join. */
export const NO_MEDIA: MediaState = {
  microphone: false,
  camera: false,
  screen: false,
  hand: false,
};

/** What the record says when a source begins and ends. Microphone and camera are no activities. */
const KINDS: readonly (readonly [keyof MediaState, on: ActivityKind, off: ActivityKind])[] = [
  ['screen', 'share_started', 'share_stopped'],
  ['hand', 'hand_raised', 'hand_lowered'],
];

/** Adds the activities by which the media state of a participant has really changed. */
export function noteMedia(
  outcome: Outcome,
  { id, media }: Participant,
  before: MediaState,
  context: NoteContext,
): void {
  for (const [source, on, off] of KINDS) {
    if (media[source] !== before[source]) {
      note(outcome, { kind: media[source] ? on : off, participantId: id }, context);
    }
  }
}

/** Adds that the participant has another label than before, also if they were away in between. */
export function noteName(
  outcome: Outcome,
  { userId, participant }: Seat,
  roster: MeetingRoster,
  context: NoteContext,
): void {
  const after = nameLabel(participant);
  const before = roster.noteLabel(userId, after);
  if (before === undefined || before === after) return;
  const names = { before, after };
  note(outcome, { kind: 'renamed', participantId: participant.id, names }, context);
}

/** Adds what a client that takes a seat, or takes it over, shows differently than before. */
export function noteArrival(
  outcome: Outcome,
  seat: Seat,
  before: MediaState,
  { roster, ...context }: NoteContext & { readonly roster: MeetingRoster },
): void {
  noteName(outcome, seat, roster, context);
  noteMedia(outcome, seat.participant, before, context);
}

/** Adds that the participant is back, if the seat waited for them. To call before it is taken. */
export function noteReturn(
  outcome: Outcome,
  { lease, lostAt, participant }: Seat,
  context: NoteContext,
): void {
  if (lease === null) return;
  const since = new Date(lostAt.now).toISOString();
  note(outcome, { kind: 'reconnected', participantId: participant.id, since }, context);
}

function note(
  outcome: Outcome,
  what: Omit<Activity, 'id' | 'at'>,
  { now, newId }: NoteContext,
): void {
  const activity = { id: newId(), at: new Date(now).toISOString(), ...what };
  outcome.writes.push({ kind: 'activity', activity });
}

import {
  CONTROL_ACTIONS,
  mayControl,
  mayPromote,
  type ActionPerson,
  type HostAct,
  type HostAction,
  type HostActionKind,
  type HostedSource,
} from '@parley/shared/host-controls';
import type { EndReason, RunningMeeting } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import { isHost, type MeetingControls } from '@parley/shared/roles';
import { AppError } from '../platform/errors';
import { noteMedia, type NoteContext } from './activity-notes';
import type { Hosting } from './hosting';
import {
  emit,
  emptyOutcome,
  publish,
  updateOf,
  type MeetingRoom,
  type Outcome,
} from './meeting-io';
import type { Moment, Seat } from './seat';

/** The part of a meeting that host controls need. */
export interface HostedMeeting {
  readonly id: string;
  readonly isEnded: boolean;
  readonly seats: ReadonlyMap<string, Seat>;
  readonly hosting: Hosting;
  readonly room: MeetingRoom;
  view(): RunningMeeting;
  removeByHost(outcome: Outcome, seat: Seat, at: number): void;
  endFor(outcome: Outcome, reason: EndReason, at: Pick<Moment, 'now'>): void;
}

/** What the transition needs to describe the action. */
export type ActContext = Moment & NoteContext;

/** The consequences of an act, and the actions for the record; none if it changed nothing. */
export interface HostOutcome extends Outcome {
  readonly actions: HostAction[];
}

/**
 * The seat that a host acts on; undefined for an act on everybody. Called again when the act's turn
 * has come: the host may have lost the right, and the participant may have left.
 * @throws {AppError} NOT_A_MEMBER, NOT_ALLOWED, or NOT_FOUND if the participant is not in the meeting
 */
export function assertMayAct(meeting: HostedMeeting, actor: Seat, act: HostAct): Seat | undefined {
  const { role } = actor.participant;
  if (meeting.isEnded || meeting.seats.get(actor.participant.id) !== actor) {
    throw new AppError('NOT_A_MEMBER');
  }
  if (!isHost(role)) throw new AppError('NOT_ALLOWED');
  if (!('id' in act)) return undefined;
  const target = meeting.seats.get(act.id);
  if (target === undefined) {
    throw new AppError('NOT_FOUND', { message: 'That person is not in this meeting any more.' });
  }
  const allows = act.kind === 'promote' ? mayPromote : mayControl;
  if (!allows(role, target.participant.role)) throw new AppError('NOT_ALLOWED');
  return target;
}

/**
 * A host acts on a participant or on all. Pure like all transitions of the aggregate.
 * @throws {AppError} as `assertMayAct`
 */
export function actAsHost(
  meeting: HostedMeeting,
  actor: Seat,
  act: HostAct,
  context: ActContext,
): HostOutcome {
  const target = assertMayAct(meeting, actor, act);
  const outcome: HostOutcome = { ...emptyOutcome(), actions: [] };
  const { hosting } = meeting;

  /** Notes an action and tells those concerned. */
  const note = (kind: HostActionKind, concerned: readonly Seat[], whom?: Seat): void => {
    const action: HostAction = {
      id: context.newId(),
      at: new Date(context.now).toISOString(),
      kind,
      actor: personOf(actor.participant),
      ...(whom && { target: personOf(whom.participant) }),
    };
    outcome.actions.push(action);
    for (const seat of concerned) {
      if (seat === actor || seat.socket === null) continue;
      const canUndo = seat.participant.cannotUnmute !== true;
      emit(outcome, seat.socket, { event: 'host:acted', payload: { action, canUndo } });
    }
  };
  const stop = (seat: Seat, source: HostedSource) => stopSource(outcome, seat, source, context);
  const store = (): void => void outcome.writes.push({ kind: 'hosting', hosting: hosting.stored });
  /** Publishes who may not unmute, where that has changed. */
  const refreshUnmuting = (): void => {
    for (const seat of meeting.seats.values()) {
      const cannotUnmute = hosting.cannotUnmute(seat.userId, seat.participant.role);
      if (cannotUnmute !== seat.participant.cannotUnmute) change(outcome, seat, { cannotUnmute });
    }
    store();
  };
  const all = [...meeting.seats.values()];
  const ruled = all.filter((seat) => !isHost(seat.participant.role));

  switch (act.kind) {
    case 'mute': {
      const seat = target as Seat;
      hosting.setUnmuting(seat.userId, act.mayUnmute === false ? false : undefined);
      refreshUnmuting();
      stop(seat, 'microphone');
      note('mute', [seat], seat);
      break;
    }
    case 'ask_to_unmute': {
      const seat = target as Seat;
      if (seat.participant.cannotUnmute === true) hosting.setUnmuting(seat.userId, true);
      refreshUnmuting();
      note('ask_to_unmute', [seat], seat);
      break;
    }
    case 'stop_camera':
    case 'stop_share': {
      const seat = target as Seat;
      stop(seat, act.kind === 'stop_camera' ? 'camera' : 'screen');
      note(act.kind, [seat], seat);
      break;
    }
    case 'promote':
    case 'demote': {
      const seat = target as Seat;
      const { userId } = seat;
      hosting.setCoHost(userId, act.kind === 'promote');
      const role = hosting.roleOf({ userId, isGuest: false }, meeting.room);
      setRole(meeting, outcome, seat, role);
      store();
      note(act.kind, [seat], seat);
      break;
    }
    case 'remove': {
      const seat = target as Seat;
      const isKeptOut = act.keepOut !== undefined;
      // Otherwise a removed co-host would let themselves in again.
      if (seat.participant.role === 'cohost') {
        hosting.setCoHost(seat.userId, false);
        store();
      }
      note(isKeptOut ? 'keep_out' : 'remove', [], seat);
      const by = personOf(actor.participant);
      if (seat.socket !== null) {
        emit(outcome, seat.socket, { event: 'meeting:removed', payload: { by, isKeptOut } });
      }
      meeting.removeByHost(outcome, seat, context.now);
      break;
    }
    case 'mute_all':
      hosting.setControls({ mayUnmute: act.mayUnmute });
      refreshUnmuting();
      for (const seat of ruled) stop(seat, 'microphone');
      publish(outcome, { event: 'meeting:updated', payload: { meeting: meeting.view() } });
      note('mute_all', ruled);
      break;
    case 'set_controls':
      setControls(act.change);
      break;
    case 'end':
      note('end', []);
      meeting.endFor(outcome, 'ended_by_host', context);
      break;
  }
  return outcome;

  function setControls(wanted: Extract<HostAct, { kind: 'set_controls' }>['change']): void {
    const before = hosting.controls;
    hosting.setControls(wanted);
    refreshUnmuting();
    publish(outcome, { event: 'meeting:updated', payload: { meeting: meeting.view() } });
    for (const name of Object.keys(CONTROL_ACTIONS) as (keyof MeetingControls)[]) {
      const value = hosting.controls[name];
      if (value === before[name]) continue;
      const kinds = CONTROL_ACTIONS[name];
      note(value ? kinds.on : kinds.off, all);
    }
    if (hosting.controls.mayShare) return;
    for (const seat of ruled) if (seat.participant.media.screen) stop(seat, 'screen');
  }
}

/** The owner changed the co-hosts of the room: everybody in the meeting has the role that follows. */
export function refreshRoles(meeting: HostedMeeting, outcome: Outcome): void {
  for (const seat of meeting.seats.values()) {
    const { userId, participant } = seat;
    const isGuest = participant.role === 'guest';
    const role = meeting.hosting.roleOf({ userId, isGuest }, meeting.room);
    if (role !== participant.role) setRole(meeting, outcome, seat, role);
  }
}

/** Turns a source off, until the participant turns it on again. */
function stopSource(
  outcome: Outcome,
  seat: Seat,
  source: HostedSource,
  context: NoteContext,
): void {
  if (!seat.stopped.includes(source)) seat.stopped = [...seat.stopped, source];
  const { media } = seat.participant;
  change(outcome, seat, { media: { ...media, [source]: false } });
  noteMedia(outcome, seat.participant, media, context);
  outcome.writes.push(updateOf('updateSeat', seat));
}

function setRole(
  meeting: HostedMeeting,
  outcome: Outcome,
  seat: Seat,
  role: Participant['role'],
): void {
  const cannotUnmute = meeting.hosting.cannotUnmute(seat.userId, role);
  change(outcome, seat, { role, cannotUnmute });
  outcome.writes.push(updateOf('updateParticipant', seat));
}

/** Replaces a participant and publishes the change to all, also to the participant. */
function change(outcome: Outcome, seat: Seat, values: Partial<Participant>): void {
  seat.participant = { ...seat.participant, ...values };
  publish(outcome, {
    event: 'participant:updated',
    payload: { participant: seat.participant },
  });
}

/** A participant as the record names them. */
export const personOf = ({ id, displayName, nameNumber }: Participant): ActionPerson => ({
  id,
  displayName,
  ...(nameNumber !== undefined && { nameNumber }),
});

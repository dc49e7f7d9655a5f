import type { LiveMeeting as LiveMeetingView, RoomPresence } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import type { SignalReceived } from '@parley/shared/signaling';
import type { ServerToClientEvents } from '@parley/shared/socket-events';
import { newId } from '../platform/ids';
import type { MeetingNames } from './meeting-names';
import type { LinkEpochs } from '../signaling/link-epochs';

/** The part of a socket that a seat needs. */
export interface SeatSocket {
  readonly id: string;
  readonly connected: boolean;
  emit<F extends keyof ServerToClientEvents>(
    fact: F,
    ...payload: Parameters<ServerToClientEvents[F]>
  ): unknown;
  join(room: string): Promise<void> | void;
  leave(room: string): Promise<void> | void;
}

/** Somebody who holds a seat in this process. */
export interface Member {
  readonly userId: string;
  readonly seatNo: number;
  participant: Participant;
  /** Null while reconnecting. */
  socket: SeatSocket | null;
  /** When the socket was lost, milliseconds. */
  lostAt: number;
  /** When its browser closed the line without a word, milliseconds; 0 where it never did. */
  closedAt: number;
  /** The lease ran out while nobody was there: waited for, and not shown to those outside. */
  isOverdue: boolean;
  lease: NodeJS.Timeout | undefined;
  /** Signals that arrived while reconnecting; delivered when the same instance is back. */
  waiting: SignalReceived[];
}

export interface LiveRoom {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly ownerId: string;
  readonly capacity: number;
}

/** A running meeting, as this process holds it in memory. */
export interface LiveMeeting {
  readonly id: string;
  room: LiveRoom;
  readonly startedAt: Date;
  /** By participant id. */
  readonly members: Map<string, Member>;
  /** Everybody who was ever here, user id to participant id: a returning person keeps theirs. */
  readonly participantIds: Map<string, string>;
  readonly names: MeetingNames;
  lastJoinSeq: number;
  /** When the latest of those who are gone left, milliseconds; 0 where nobody has yet. */
  lastLeftAt: number;
  readonly epochs: LinkEpochs;
}

/** The Socket.IO room of those in a meeting, and of those who watch a room before joining. */
export const meetingChannel = (meetingId: string): string => `m:${meetingId}`;
export const watchChannel = (roomId: string): string => `w:${roomId}`;
/** Everybody whose page is about a room, also after they left its meeting. */
export const roomChannel = (roomId: string): string => `r:${roomId}`;
export const isRoomChannel = (channel: string): boolean => channel.startsWith('r:');

export function memberOfUser(meeting: LiveMeeting, userId: string): Member | undefined {
  for (const member of meeting.members.values()) if (member.userId === userId) return member;
  return undefined;
}

/** The id by which this account is known in this meeting, now and whenever it comes back. */
export function participantIdFor(meeting: LiveMeeting, userId: string): string {
  const known = meeting.participantIds.get(userId) ?? newId().toString();
  meeting.participantIds.set(userId, known);
  return known;
}

/** The name by which somebody is shown in this meeting from now on. */
export function nameIn(
  { names }: LiveMeeting,
  userId: string,
  displayName: string,
): Pick<Participant, 'displayName' | 'nameNumber'> {
  const nameNumber = names.numberFor(userId, displayName);
  // Named also where there is none, so that it replaces an earlier one.
  return { displayName, nameNumber };
}

export function viewMeeting(meeting: LiveMeeting): LiveMeetingView {
  const { code, name, capacity } = meeting.room;
  return {
    id: meeting.id,
    room: { code, name },
    capacity,
    startedAt: meeting.startedAt.toISOString(),
  };
}

/** For so long after its last sign of life those outside see a meeting as running. */
export const SHOWN_WITHOUT_LIFE_MS = 120_000;

/** When somebody in it was last connected, milliseconds; `now` where somebody is. */
export function lastSignOfLife(meeting: LiveMeeting, now: number): number {
  let last = Math.max(meeting.startedAt.getTime(), meeting.lastLeftAt);
  for (const { socket, lostAt } of meeting.members.values()) {
    if (socket !== null) return now;
    last = Math.max(last, lostAt);
  }
  return last;
}

/** Whether those outside see a meeting with this last sign of life as over. */
export const seemsOver = (lastSign: number, now: number): boolean =>
  now - lastSign >= SHOWN_WITHOUT_LIFE_MS;

/** Whom those outside see in it. */
export function peopleOf(meeting: LiveMeeting, now: number): Member[] {
  if (seemsOver(lastSignOfLife(meeting, now), now)) return [];
  return [...meeting.members.values()].filter(({ isOverdue }) => !isOverdue);
}

export function presenceOf(
  room: LiveRoom,
  meeting: LiveMeeting | undefined,
  now: number,
): RoomPresence {
  const members = meeting === undefined ? [] : peopleOf(meeting, now);
  return {
    room: { code: room.code, name: room.name },
    capacity: room.capacity,
    people: members.map(({ participant: { id, instanceId, displayName, nameNumber } }) => ({
      id,
      instanceId,
      displayName,
      ...(nameNumber !== undefined && { nameNumber }),
    })),
  };
}

/** Grows with every instance, also over restarts of the server. */
export function nextJoinSeq(meeting: LiveMeeting, now: number): number {
  meeting.lastJoinSeq = Math.max(meeting.lastJoinSeq + 1, now);
  return meeting.lastJoinSeq;
}

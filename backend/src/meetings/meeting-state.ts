import type { StoredRoute } from '@parley/shared/media-route';
import type { RunningMeeting } from '@parley/shared/meetings';
import type { MeetingControls } from '@parley/shared/roles';
import { meetingChannel } from '../channels';
import { Hosting } from './hosting';
import {
  type MeetingOptions,
  type MeetingRoom,
  type MeetingSnapshot,
  shownRoom,
} from './meeting-io';
import { MeetingRoster } from './meeting-roster';
import { freeSeatNumbers, isStale, nextDeadlineOf, seemsOver, type Seat } from './seat';

/** The state of one running meeting and what can be read from it. `Meeting` changes it. */
export class MeetingState {
  readonly id: string;
  /** One string for all its sockets, which keep it. */
  readonly channel: string;
  readonly startedAt: Date;
  readonly linkEpochs: MeetingOptions['linkEpochs'];
  readonly roster: MeetingRoster;
  /** By participant id. */
  readonly seats = new Map<string, Seat>();
  room: MeetingRoom;
  /** The meeting epoch under which this node writes. */
  epoch: number;
  isEnded = false;
  /** The route when another node ran the meeting. */
  storedRoute: StoredRoute | undefined;
  /** What the hosts decided. */
  readonly hosting = new Hosting();
  protected readonly options: MeetingOptions;
  /** Milliseconds since the epoch; 0 before the first leave. */
  protected lastLeftAt = 0;
  /** Whether the database shows a connected participant. */
  protected isConnectedInDatabase = true;

  constructor(
    room: MeetingRoom,
    { id, epoch, startedAt }: Pick<MeetingSnapshot, 'id' | 'epoch' | 'startedAt'>,
    options: MeetingOptions,
  ) {
    this.id = id;
    this.channel = meetingChannel(id);
    this.epoch = epoch;
    this.startedAt = startedAt;
    this.room = room;
    this.linkEpochs = options.linkEpochs;
    this.options = options;
    this.roster = new MeetingRoster(options.newParticipantId);
  }

  /** How many people the meeting can hold now. */
  get seatLimit(): number {
    return Math.min(this.room.capacity, this.options.seatLimit?.(this.id) ?? Infinity);
  }

  /** Numbers of the seats that are free, lowest first. */
  freeSeatNumbers(): number[] {
    return freeSeatNumbers(this.all(), this.seatLimit);
  }

  /** When `expire` has something to do next, in ticks; undefined while all are connected. */
  nextDeadline(): number | undefined {
    return nextDeadlineOf(this.all());
  }

  /** What the hosts allow the other participants. */
  get controls(): MeetingControls {
    return this.hosting.controls;
  }

  seatOfUser(userId: string): Seat | undefined {
    return this.all().find((seat) => seat.userId === userId);
  }

  /** The meeting as its participants see it. */
  view(): RunningMeeting {
    const { id, room, controls } = this;
    const startedAt = this.startedAt.toISOString();
    return { id, room: shownRoom(room), capacity: room.capacity, startedAt, controls };
  }

  /** The latest moment at which a participant was connected; both in milliseconds. */
  lastSignOfLife(now: number): number {
    if (this.hasConnected()) return now;
    const lost = this.all().map(({ lostAt }) => lostAt.now);
    return Math.max(this.startedAt.getTime(), this.lastLeftAt, ...lost);
  }

  /** The seats that clients in the lobby see; `now` in milliseconds. */
  seenSeats(now: number): Seat[] {
    if (seemsOver(this.lastSignOfLife(now), now)) return [];
    return this.all().filter((seat) => !isStale(seat));
  }

  protected all(): Seat[] {
    return [...this.seats.values()];
  }

  protected hasConnected(): boolean {
    return this.all().some(({ socket }) => socket !== null);
  }
}

import type { Scheduler, Timer } from '../platform/scheduler';

/** Participants learn of a new count at most this often. */
const PUBLISH_MS = 500;

/** The part of a meeting that the count needs. */
export interface CountedMeeting {
  readonly id: string;
  seatOfUser(userId: string): unknown;
}

export interface LobbyCountsOptions {
  readonly meetingIn: (roomId: string) => CountedMeeting | undefined;
  readonly publishCount: (meetingId: string, count: number) => void;
  readonly scheduler: Scheduler;
}

/**
 * How many users are in the lobby of each room. A user with several clients counts once, and not at
 * all while they have a seat.
 */
export class LobbyCounts {
  readonly #options: LobbyCountsOptions;
  /** User id by socket id, by room id. */
  readonly #rooms = new Map<string, Map<string, string>>();
  /** The count that the participants of a room know. */
  readonly #published = new Map<string, number>();
  readonly #pending = new Map<string, Timer>();

  constructor(options: LobbyCountsOptions) {
    this.#options = options;
  }

  enter(roomId: string, socketId: string, userId: string): void {
    const sockets = this.#rooms.get(roomId) ?? new Map<string, string>();
    this.#rooms.set(roomId, sockets.set(socketId, userId));
    this.changed(roomId);
  }

  leave(roomId: string, socketId: string): void {
    const sockets = this.#rooms.get(roomId);
    if (!sockets?.delete(socketId)) return;
    if (sockets.size === 0) this.#rooms.delete(roomId);
    this.changed(roomId);
  }

  /** A client entered or left the lobby, or a seat was taken or given up. */
  changed(roomId: string): void {
    if (this.#pending.has(roomId)) return;
    const timer = this.#options.scheduler.setTimer(PUBLISH_MS, () => this.#publish(roomId));
    this.#pending.set(roomId, timer);
  }

  /**
   * The count that the participants know. A newcomer gets the same, so that one event corrects it
   * for all.
   */
  published(roomId: string): number {
    return this.#published.get(roomId) ?? 0;
  }

  close(): void {
    for (const timer of this.#pending.values()) timer.cancel();
    this.#pending.clear();
  }

  #publish(roomId: string): void {
    this.#pending.delete(roomId);
    const meeting = this.#options.meetingIn(roomId);
    const count = meeting === undefined ? 0 : this.#count(roomId, meeting);
    const isNew = count !== this.published(roomId);
    if (count === 0) this.#published.delete(roomId);
    else this.#published.set(roomId, count);
    if (meeting !== undefined && isNew) this.#options.publishCount(meeting.id, count);
  }

  #count(roomId: string, meeting: CountedMeeting): number {
    const users = new Set(this.#rooms.get(roomId)?.values());
    return [...users].filter((userId) => meeting.seatOfUser(userId) === undefined).length;
  }
}

import { memberOfUser, type LiveMeeting } from '../meetings/live-meeting';

/** Members are told at most this often, however many people come and go in the lobby. */
const TELL_MS = 500;

export interface LobbyCountsOptions {
  meetingIn(roomId: string): LiveMeeting | undefined;
  tell(meetingId: string, count: number): void;
}

/**
 * How many people are on the page before joining, by room. An account with several pages counts
 * once, and not at all while it has a seat.
 */
export class LobbyCounts {
  readonly #options: LobbyCountsOptions;
  /** Account by socket, by room. */
  readonly #rooms = new Map<string, Map<string, string>>();
  /** What the members of a room heard last. */
  readonly #told = new Map<string, number>();
  readonly #pending = new Map<string, NodeJS.Timeout>();

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

  /** Somebody came or went, or took or gave up a seat: the members hear of it within a moment. */
  changed(roomId: string): void {
    if (this.#pending.has(roomId)) return;
    this.#pending.set(roomId, setTimeout(() => this.#tell(roomId), TELL_MS).unref());
  }

  /** What the members know. A newcomer gets the same number, so that one fact corrects it for all. */
  told(roomId: string): number {
    return this.#told.get(roomId) ?? 0;
  }

  close(): void {
    for (const timer of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
  }

  #tell(roomId: string): void {
    this.#pending.delete(roomId);
    const meeting = this.#options.meetingIn(roomId);
    const count = meeting === undefined ? 0 : this.#count(roomId, meeting);
    const isNews = count !== this.told(roomId);
    if (count === 0) this.#told.delete(roomId);
    else this.#told.set(roomId, count);
    if (meeting !== undefined && isNews) this.#options.tell(meeting.id, count);
  }

  #count(roomId: string, meeting: LiveMeeting): number {
    const accounts = new Set(this.#rooms.get(roomId)?.values());
    return [...accounts].filter((userId) => memberOfUser(meeting, userId) === undefined).length;
  }
}

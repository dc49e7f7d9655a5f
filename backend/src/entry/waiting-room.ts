import { MAX_WAITING, type Knock } from '@parley/shared/entry';
import type { EventName, EventPayload } from '@parley/shared/socket-events';
import { hostChannel } from '../channels';
import { AppError } from '../platform/errors';
import { newId } from '../platform/ids';
import { addressKey } from '../platform/rate-limit';
import type { Scheduler, Timer } from '../platform/scheduler';

/** A card stays for this long when the network of a waiting client is lost. */
const GRACE_MS = 15_000;
/** One address cannot fill the waiting room of everybody else. */
const MAX_WAITING_OF_ADDRESS = 40;
/** Seconds until a person may knock again after the first, second and each further refusal. */
const PAUSES = [30, 120, 600] as const;
/** Refusals that are remembered. */
const MAX_REFUSALS = 10_000;

/** The socket of a waiting client. */
export interface WaitingSocket {
  readonly id: string;
  emit<E extends EventName>(event: E, payload: EventPayload<E>): unknown;
}

/** A room with people who wait. */
export interface WaitingRoomOf {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly ownerId: string;
  readonly coHostIds: readonly string[];
}

/** A person at the door. */
export interface WaitingPerson {
  readonly userId: string;
  readonly isGuest: boolean;
  readonly address: string;
  readonly displayName: string;
}

/** A person who waits, with all their clients. */
export interface Waiting {
  readonly id: string;
  readonly person: WaitingPerson;
  readonly since: string;
  room: WaitingRoomOf;
  readonly sockets: Map<string, WaitingSocket>;
  timer: Timer | null;
}

export interface WaitingRoomsOptions {
  readonly publish: <E extends EventName>(
    channel: string,
    event: E,
    payload: EventPayload<E>,
  ) => void;
  /** Users with host rights in the running meeting of a room, beyond those that the room names. */
  readonly hostsInMeeting: (roomId: string) => readonly string[];
  /** Whether a user has host rights in the running meeting of a room; undefined without a meeting. */
  readonly isHostInMeeting: (roomId: string, userId: string) => boolean | undefined;
  /** Somebody waits who did not wait before. */
  readonly onKnocked: (room: WaitingRoomOf, person: WaitingPerson) => void;
  readonly scheduler: Scheduler;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * The people who wait to be let in, in the memory of this process: after a restart their clients knock
 * again. A person with several clients, or who knocks a thousand times, has one card.
 */
export class WaitingRooms {
  readonly #options: WaitingRoomsOptions;
  /** By room id, then by user id. */
  readonly #rooms = new Map<string, Map<string, Waiting>>();
  readonly #bySocket = new Map<string, Waiting>();
  /** By room id and user id. */
  readonly #refusals = new Map<string, { count: number; until: number }>();

  constructor(options: WaitingRoomsOptions) {
    this.#options = options;
  }

  /** Whether a socket belongs to a client that waits, in the room of this code if there is one. */
  has(socketId: string, code?: string): boolean {
    const waiting = this.#bySocket.get(socketId);
    return waiting !== undefined && (code === undefined || waiting.room.code === code);
  }

  /**
   * A person knocks, for the first time or again.
   * @throws {AppError} TOO_MANY_WAIT, or RATE_LIMITED after a refusal
   */
  knock(room: WaitingRoomOf, person: WaitingPerson, socket: WaitingSocket): void {
    if (this.#bySocket.get(socket.id)?.room.id !== room.id) this.leave(socket.id, true);
    const people = this.#rooms.get(room.id) ?? new Map<string, Waiting>();
    let waiting = people.get(person.userId);
    const isNew = waiting === undefined;
    if (waiting === undefined) {
      this.#assertMayKnock(room.id, person, people);
      const since = new Date(this.#options.now()).toISOString();
      const id = newId().toString();
      waiting = { id, person, since, room, sockets: new Map(), timer: null };
      this.#rooms.set(room.id, people.set(person.userId, waiting));
    }
    waiting.room = room;
    waiting.timer?.cancel();
    waiting.timer = null;
    waiting.sockets.set(socket.id, socket);
    this.#bySocket.set(socket.id, waiting);
    if (!isNew) return;
    this.#tellHosts(room, 'knock:received', { knock: cardOf(waiting) });
    this.#options.onKnocked(room, person);
  }

  /** A client left on purpose, or lost its connection and may come back soon. */
  leave(socketId: string, isOnPurpose: boolean): void {
    const waiting = this.#bySocket.get(socketId);
    if (waiting === undefined) return;
    this.#bySocket.delete(socketId);
    waiting.sockets.delete(socketId);
    if (waiting.sockets.size > 0) return;
    if (isOnPurpose) return this.#remove(waiting);
    waiting.timer ??= this.#options.scheduler.setTimer(GRACE_MS, () => this.#remove(waiting));
  }

  /** The people who wait in the rooms of a host, in the order in which they came. */
  cardsFor(userId: string): Knock[] {
    return [...this.#rooms.values()]
      .flatMap((people) => [...people.values()])
      .filter(({ room }) => this.isHostOf(room, userId))
      .map(cardOf)
      .toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))
      .slice(0, MAX_WAITING);
  }

  /** The person who waits under this id. @throws {AppError} NOT_FOUND, also for other users */
  find(id: string, hostId: string): Waiting {
    for (const people of this.#rooms.values()) {
      for (const waiting of people.values()) {
        if (waiting.id === id && this.isHostOf(waiting.room, hostId)) return waiting;
      }
    }
    throw new AppError('NOT_FOUND');
  }

  /** Everybody who waits in a room. */
  in(roomId: string): Waiting[] {
    return [...(this.#rooms.get(roomId)?.values() ?? [])];
  }

  /** The decision about a person is stored: their card goes, and their clients learn it. */
  admitted(waiting: Waiting): void {
    this.#refusals.delete(placeOf(waiting));
    this.#answer(waiting, { isAdmitted: true });
  }

  /** A host refuses a person, who may knock again after a pause. @returns its seconds */
  refused(waiting: Waiting): void {
    const place = placeOf(waiting);
    const count = (this.#refusals.get(place)?.count ?? 0) + 1;
    const retryAfter = PAUSES[Math.min(count, PAUSES.length) - 1] ?? 0;
    this.#refusals.delete(place);
    this.#refusals.set(place, { count, until: this.#options.now() + retryAfter * 1_000 });
    const [oldest] = this.#refusals.keys();
    if (this.#refusals.size > MAX_REFUSALS && oldest) this.#refusals.delete(oldest);
    this.#answer(waiting, { isAdmitted: false, retryAfter });
  }

  /** The room was renamed, or has other hosts. */
  roomChanged(room: WaitingRoomOf): void {
    for (const waiting of this.in(room.id)) waiting.room = room;
  }

  close(): void {
    for (const people of this.#rooms.values()) {
      for (const { timer } of people.values()) timer?.cancel();
    }
  }

  /** Whether a user hosts a room, or its running meeting. Nobody lets themselves in. */
  isHostOf({ id, ownerId, coHostIds }: WaitingRoomOf, userId: string): boolean {
    if (this.#rooms.get(id)?.has(userId) === true) return false;
    const isHostHere = this.#options.isHostInMeeting(id, userId);
    return isHostHere ?? (ownerId === userId || coHostIds.includes(userId));
  }

  #assertMayKnock(roomId: string, person: WaitingPerson, people: Map<string, Waiting>): void {
    const wait =
      (this.#refusals.get(`${roomId}:${person.userId}`)?.until ?? 0) - this.#options.now();
    if (wait > 0) {
      throw new AppError('RATE_LIMITED', { retryAfter: Math.ceil(wait / 1_000), scope: 'account' });
    }
    const from = addressKey(person.address);
    const neighbours = [...people.values()].filter(
      (other) => addressKey(other.person.address) === from,
    );
    if (people.size >= MAX_WAITING || neighbours.length >= MAX_WAITING_OF_ADDRESS) {
      throw new AppError('TOO_MANY_WAIT');
    }
  }

  #answer(waiting: Waiting, answer: EventPayload<'knock:answered'>): void {
    const sockets = [...waiting.sockets.values()];
    this.#remove(waiting);
    for (const socket of sockets) socket.emit('knock:answered', answer);
  }

  #remove(waiting: Waiting): void {
    const { room, person, id, sockets, timer } = waiting;
    const people = this.#rooms.get(room.id);
    if (people?.get(person.userId) !== waiting) return;
    timer?.cancel();
    people.delete(person.userId);
    if (people.size === 0) this.#rooms.delete(room.id);
    for (const socketId of sockets.keys()) this.#bySocket.delete(socketId);
    this.#tellHosts(room, 'knock:withdrawn', { id });
  }

  #tellHosts<E extends 'knock:received' | 'knock:withdrawn'>(
    room: WaitingRoomOf,
    event: E,
    payload: EventPayload<E>,
  ): void {
    const { id, ownerId, coHostIds } = room;
    const hosts = new Set([ownerId, ...coHostIds, ...this.#options.hostsInMeeting(id)]);
    for (const userId of hosts) {
      if (this.isHostOf(room, userId)) this.#options.publish(hostChannel(userId), event, payload);
    }
  }
}

const placeOf = ({ room, person }: Waiting): string => `${room.id}:${person.userId}`;

const cardOf = ({ id, room, person, since }: Waiting): Knock => ({
  id,
  room: { code: room.code, name: room.name },
  displayName: person.displayName,
  isGuest: person.isGuest,
  since,
});

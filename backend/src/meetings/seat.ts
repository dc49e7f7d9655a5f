import type { HostedSource } from '@parley/shared/host-controls';
import type { MediaState, Participant } from '@parley/shared/participants';
import type { JoinOffer, SignalReceived } from '@parley/shared/signaling';
import type { EventName, EventPayload } from '@parley/shared/socket-events';

/** The part of a socket that a seat needs. */
export interface SeatSocket {
  readonly id: string;
  readonly connected: boolean;
  /** The Engine.IO connection; a client whose connection is closed connects again by itself. */
  readonly conn: { close(): unknown };
  emit<E extends EventName>(event: E, payload: EventPayload<E>): unknown;
  join(channel: string): Promise<void> | void;
  leave(channel: string): Promise<void> | void;
}

/** The moment of a transition. */
export interface Moment {
  /** Milliseconds since the epoch, for what is stored and shown. */
  readonly now: number;
  /** Milliseconds of the scheduler's monotonic clock, for leases. */
  readonly tick: number;
}

/** A request for a seat: the payload of `meeting:join`, the user and the socket. */
export interface JoinRequest {
  readonly userId: string;
  readonly displayName: string;
  readonly isGuest: boolean;
  readonly instanceId: string;
  readonly media: MediaState;
  readonly offers: readonly JoinOffer[];
  /** The `joinSeq` of the last seat of this instance; undefined if the user asks for a new seat. */
  readonly joinSeq: number | undefined;
  readonly socket: SeatSocket;
}

/** The time that a seat waits for its disconnected participant. */
export interface SeatLease {
  /** When it runs out, in ticks. */
  readonly until: number;
  /** Whether it is extended while all participants of the meeting are disconnected. */
  readonly isExtendable: boolean;
  /** When clients in the lobby learn that the meeting seems over, in ticks; null for never. */
  noticeAt: number | null;
  /** Whether it was extended: the seat is held, but clients in the lobby do not see it. */
  readonly isStale: boolean;
}

/** One seat of a meeting and the participant who has it. */
export interface Seat {
  readonly userId: string;
  readonly seatNo: number;
  participant: Participant;
  /** Null while the participant is `reconnecting`. */
  socket: SeatSocket | null;
  /** Id of the latest socket, for the log. */
  lastSocketId: string | undefined;
  /** Null while the participant is connected. */
  lease: SeatLease | null;
  /** When the participant disconnected: milliseconds since the epoch, and in ticks. */
  lostAt: Moment;
  /** When the browser last closed the connection by itself, in ticks. */
  closedAtTick: number;
  /** Sources that a host turned off and the participant has not turned on since. */
  stopped: readonly HostedSource[];
  /** Signals that arrived while the participant was disconnected, for the same instance. */
  waiting: readonly SignalReceived[];
}

/** A seat as the database has it. */
export interface StoredSeat extends Pick<Seat, 'userId' | 'seatNo' | 'stopped'> {
  readonly participant: Omit<Participant, 'connection' | 'nameNumber' | 'cannotUnmute'>;
}

/** Shared by all seats that have never been disconnected. */
const NEVER_LOST: Moment = { now: 0, tick: 0 };
/** Shared by all seats for which no signal waits. */
const NO_SIGNALS: readonly SignalReceived[] = [];
/** Shared by all seats of which no host has turned a source off. */
const NONE_STOPPED: readonly HostedSource[] = [];

/** The participant that a join brings; the meeting gives the id, the number, the rank and the order. */
export const createParticipant = (
  { instanceId, displayName }: JoinRequest,
  { now }: Moment,
  given: Pick<
    Participant,
    'id' | 'nameNumber' | 'isOwner' | 'role' | 'joinSeq' | 'media' | 'cannotUnmute'
  >,
): Participant => ({
  // Every field has its name here, because V8 gives objects that are spread more memory.
  id: given.id,
  instanceId,
  displayName,
  nameNumber: given.nameNumber,
  isOwner: given.isOwner,
  role: given.role,
  joinedAt: new Date(now).toISOString(),
  joinSeq: given.joinSeq,
  media: given.media,
  cannotUnmute: given.cannotUnmute,
  connection: 'connected',
});

/** A seat without a socket. It names every field for the same reason. */
export const createSeat = ({
  userId,
  seatNo,
  participant,
  lostAt = NEVER_LOST,
  stopped = NONE_STOPPED,
}: Pick<Seat, 'userId' | 'seatNo' | 'participant'> &
  Partial<Pick<Seat, 'lostAt' | 'stopped'>>): Seat => ({
  userId,
  seatNo,
  participant,
  lostAt,
  socket: null,
  lastSocketId: undefined,
  lease: null,
  closedAtTick: Number.NEGATIVE_INFINITY,
  stopped,
  waiting: NO_SIGNALS,
});

/** Takes the signals that wait for the participant out of the seat. */
export function takeWaiting(seat: Seat): readonly SignalReceived[] {
  const { waiting } = seat;
  seat.waiting = NO_SIGNALS;
  return waiting;
}

/** How long seats wait, in milliseconds. */
export interface LeaseTimes {
  /** For a participant whose connection was lost. */
  readonly leaseMs: number;
  /** For a participant whose browser closed the connection without a `meeting:leave`. */
  readonly crashLeaseMs: number;
}

/** For how long after its last sign of life clients in the lobby see a meeting as running. */
const SHOWN_WITHOUT_LIFE_MS = 120_000;
/** The wall clock and the monotonic clock need not agree to the millisecond. */
const NOTICE_MARGIN_MS = 1_000;
/** Connections of several participants that close within this time share a cause that is no crash. */
const TOGETHER_MS = 2_000;
/** The number of leases that a meeting waits while all its participants are disconnected. */
const MAX_ABANDONED_LEASES = 10;

/** Starts the lease of a disconnected participant at `tick`. */
export function startLease(seat: Seat, tick: number, until: number, isExtendable: boolean): void {
  const noticeAt = tick + SHOWN_WITHOUT_LIFE_MS + NOTICE_MARGIN_MS;
  seat.lease = {
    until,
    isExtendable,
    noticeAt: noticeAt < until ? noticeAt : null,
    isStale: false,
  };
}

/**
 * The browser closed the connection of `seat`. A tab that crashed has a short lease. A proxy that
 * stops closes the connections of several participants: they have the long lease, and so have those
 * whose connections it closed first.
 */
export function startLeasesAfterClose(
  seat: Seat,
  all: readonly Seat[],
  tick: number,
  { leaseMs, crashLeaseMs }: LeaseTimes,
): void {
  seat.closedAtTick = tick;
  const together = all.filter(({ closedAtTick }) => tick - closedAtTick <= TOGETHER_MS);
  if (together.length === 1) return startLease(seat, tick, tick + crashLeaseMs, false);
  for (const one of together) {
    if (one.socket === null) startLease(one, tick, one.lostAt.tick + leaseMs, true);
  }
}

/** How long the leases of a meeting without connected participants are extended, in ticks. */
export const extendedUntil = (all: readonly Seat[], { leaseMs }: LeaseTimes): number =>
  Math.max(...all.map(({ lostAt }) => lostAt.tick)) + MAX_ABANDONED_LEASES * leaseMs;

/** Holds a seat whose lease has run out, unseen by clients in the lobby. */
export function extendLease(seat: Seat, until: number): void {
  seat.lease = { until, isExtendable: true, noticeAt: null, isStale: true };
}

/** When the first lease or notice of these seats is due, in ticks; undefined for none. */
export function nextDeadlineOf(all: readonly Seat[]): number | undefined {
  const due = all.flatMap(({ lease }) => (lease === null ? [] : [lease.noticeAt ?? lease.until]));
  return due.length === 0 ? undefined : Math.min(...due);
}

/** A seat that another node has left behind, with a whole lease from `tick` on. */
export function restoreSeat(
  { userId, seatNo, participant, stopped }: StoredSeat,
  known: Pick<Participant, 'displayName' | 'nameNumber' | 'cannotUnmute'>,
  { lostAt, tick, leaseMs }: { lostAt: Moment; tick: number; leaseMs: number },
): Seat {
  const shown: Participant = { ...participant, ...known, connection: 'reconnecting' };
  const seat = createSeat({ userId, seatNo, participant: shown, lostAt, stopped });
  startLease(seat, tick, tick + leaseMs, true);
  return seat;
}

/** Whether clients in the lobby no longer see the participant. */
export const isStale = ({ lease }: Seat): boolean => lease?.isStale === true;

/** Whether a meeting whose last sign of life this was seems over to readers; both in milliseconds. */
export const seemsOver = (lastSign: number, now: number): boolean =>
  now - lastSign >= SHOWN_WITHOUT_LIFE_MS;

/** Numbers of the seats that are free, lowest first. */
export function freeSeatNumbers(all: readonly Seat[], capacity: number): number[] {
  const taken = new Set(all.map(({ seatNo }) => seatNo));
  const numbers = Array.from({ length: capacity }, (_, index) => index + 1);
  return numbers.filter((seatNo) => !taken.has(seatNo));
}

/** The seats that clients in the lobby do not see, the earliest disconnect first. */
export const earliestStale = (all: readonly Seat[]): Seat[] =>
  all.filter(isStale).toSorted((a, b) => a.lostAt.now - b.lostAt.now);

/**
 * The offer that a joining instance made for the participant of this seat; undefined if it is for
 * another instance, or of a link epoch that the pair cannot have reached.
 */
export function offerFor(
  { participant: { id, instanceId } }: Seat,
  request: JoinRequest,
  linkEpochs: { follow(from: string, to: string, epoch: number): boolean },
): Pick<JoinOffer, 'epoch' | 'description'> | undefined {
  const offer = request.offers.find(({ to, toInstance }) => to === id && toInstance === instanceId);
  if (!offer || !linkEpochs.follow(request.instanceId, instanceId, offer.epoch)) return undefined;
  return { epoch: offer.epoch, description: offer.description };
}

import type { EndReason } from '@parley/shared/meetings';
import { nameLabel, type MediaState, type Participant } from '@parley/shared/participants';
import type { DisconnectCause } from '../platform/disconnect-cause';
import { AppError } from '../platform/errors';
import { NO_MEDIA, noteArrival, noteMedia, noteName, noteReturn } from './activity-notes';
import { refreshRoles } from './host-transitions';
import { MeetingState } from './meeting-state';
import {
  attach,
  detach,
  emit,
  emptyOutcome,
  log,
  publish,
  updateOf,
  type MeetingOptions,
  type MeetingRoom,
  type MeetingSnapshot,
  type Outcome,
} from './meeting-io';
import {
  createParticipant,
  createSeat,
  earliestStale,
  extendedUntil,
  extendLease,
  isStale,
  offerFor,
  restoreSeat,
  startLease,
  startLeasesAfterClose,
  takeWaiting,
  type JoinRequest,
  type Moment,
  type Seat,
} from './seat';

/**
 * The meeting aggregate: the seats of one running meeting and the rules of its transitions. A
 * transition changes the state at once and returns the events and writes that follow. It does no
 * I/O, sets no timer and reads no clock.
 */
export class Meeting extends MeetingState {
  /**
   * A meeting that another node ran. Its participants are `reconnecting` in their old seats, since
   * their media connections go on without a server; each has a whole lease from now on.
   * @param lastSign the last sign of life of that node, in milliseconds since the epoch
   */
  static restore(
    room: MeetingRoom,
    snapshot: MeetingSnapshot,
    options: MeetingOptions,
    lastSign: number,
    { now, tick }: Moment,
  ): Meeting {
    const meeting = new Meeting(room, snapshot, options);
    meeting.isConnectedInDatabase = false;
    const { roster, seats } = meeting;
    roster.restore(snapshot.attended);
    meeting.hosting.restore(snapshot.hosting);
    meeting.storedRoute = snapshot.route;
    const lostAt = { now: lastSign, tick: tick - Math.max(0, now - lastSign) };
    for (const held of snapshot.seats) {
      const { id, displayName, joinSeq, role } = held.participant;
      const known = {
        ...roster.nameOf(held.userId, displayName),
        cannotUnmute: meeting.hosting.cannotUnmute(held.userId, role),
      };
      seats.set(id, restoreSeat(held, known, { lostAt, tick, leaseMs: options.leaseMs }));
      roster.noteJoinSeq(joinSeq);
      roster.noteLabel(held.userId, nameLabel(known));
    }
    return meeting;
  }

  /**
   * The seat that a user would get; `join` makes it theirs.
   * @throws {AppError} ROOM_FULL
   */
  reserve(request: JoinRequest, at: Moment): Seat {
    if (this.seats.size >= this.seatLimit) throw new AppError('ROOM_FULL');
    const { userId, displayName } = request;
    const role = this.hosting.roleOf(request, this.room);
    const cannotUnmute = this.hosting.cannotUnmute(userId, role);
    const participant = createParticipant(request, at, {
      id: this.roster.participantIdFor(userId),
      nameNumber: this.roster.nameOf(userId, displayName).nameNumber,
      isOwner: this.room.ownerId === userId,
      role,
      media: this.hosting.admitted(request.media, { role, cannotUnmute }),
      cannotUnmute,
      joinSeq: this.roster.nextJoinSeq(at.now),
    });
    return createSeat({ userId, seatNo: 0, participant });
  }

  /** A user takes a reserved seat, whose number the database has confirmed. */
  join(seat: Seat, request: JoinRequest): Outcome {
    const { userId, participant } = seat;
    const outcome = emptyOutcome();
    this.seats.set(participant.id, seat);
    this.#introduce(outcome, seat, request);
    outcome.writes.push({ kind: 'openAttendance', userId, participant });
    noteArrival(outcome, seat, NO_MEDIA, this.#noteAt(Date.parse(participant.joinedAt)));
    log(outcome, 'joined', seat);
    return this.#finish(outcome);
  }

  /** The same instance joins again: after a disconnect, or before the server has noticed one. */
  resume(seat: Seat, request: JoinRequest, at: Moment): Outcome {
    const outcome = emptyOutcome();
    const { socket } = request;
    const media = this.#mediaOf(seat, request);
    const mediaBefore = seat.participant.media;
    const before = seat.socket;
    noteReturn(outcome, seat, this.#noteAt(at.now));
    seat.lease = null;
    // Clients in the lobby may have seen the meeting as over.
    if (!this.hasConnected()) outcome.events.push({ kind: 'presence' });
    if (before !== null && before.id !== socket.id) {
      // Signals into the dead socket did not arrive, so this is an interruption to the peers too.
      detach(outcome, seat);
      this.#update(outcome, seat, { connection: 'reconnecting' });
    }
    attach(outcome, seat, socket);
    this.#update(outcome, seat, { media, connection: 'connected' });
    noteMedia(outcome, seat.participant, mediaBefore, this.#noteAt(at.now));
    for (const payload of takeWaiting(seat)) {
      // After the ack, so that the client knows the participants who sent the signals.
      emit(outcome, socket, { event: 'signal:received', payload, isAfterAck: true });
    }
    outcome.writes.push(updateOf('updateSeat', seat));
    log(outcome, 'resumed', seat);
    return this.#finish(outcome);
  }

  /**
   * Another instance of the same user takes the seat.
   * @throws {AppError} REPLACED if that instance was itself replaced while it was offline
   */
  takeOver(seat: Seat, request: JoinRequest, at: Moment): Outcome {
    const { instanceId: replaced, joinSeq } = seat.participant;
    if (request.joinSeq !== undefined && request.joinSeq < joinSeq) throw new AppError('REPLACED');
    const outcome = emptyOutcome();
    const before = seat.socket;
    const mediaBefore = seat.participant.media;
    noteReturn(outcome, seat, this.#noteAt(at.now));
    seat.lease = null;
    if (before !== null && before.id !== request.socket.id) {
      emit(outcome, before, { event: 'meeting:replaced', payload: {} });
      detach(outcome, seat);
    }
    seat.participant = {
      ...seat.participant,
      media: this.#mediaOf(seat, request),
      connection: 'connected',
      instanceId: request.instanceId,
      ...this.roster.nameOf(request.userId, request.displayName),
      joinSeq: this.roster.nextJoinSeq(at.now),
    };
    noteArrival(outcome, seat, mediaBefore, this.#noteAt(at.now));
    takeWaiting(seat);
    this.linkEpochs.forget(replaced);
    this.#introduce(outcome, seat, request);
    outcome.writes.push(updateOf('updateParticipant', seat));
    log(outcome, 'taken over', seat);
    return this.#finish(outcome);
  }

  /** The socket of a seat has closed; the seat waits for its participant. */
  disconnect(seat: Seat, cause: Exclude<DisconnectCause, 'left'>, at: Moment): Outcome {
    const outcome = emptyOutcome();
    if (seat.socket === null) return outcome;
    detach(outcome, seat);
    seat.lostAt = at;
    this.#update(outcome, seat, { connection: 'reconnecting' });
    if (cause === 'closed') startLeasesAfterClose(seat, this.all(), at.tick, this.options);
    else startLease(seat, at.tick, at.tick + this.options.leaseMs, true);
    log(outcome, 'disconnected', seat, cause);
    return this.#finish(outcome);
  }

  /**
   * Ends the leases that have run out. A participant who does not resume has left at the time of
   * the disconnect. If all are disconnected, the server is probably unreachable while media
   * continues without it: then the leases are extended, within limits.
   */
  expire({ tick }: Moment): Outcome {
    const outcome = emptyOutcome();
    for (const seat of this.all()) {
      const { lease } = seat;
      if (lease === null) continue;
      if (lease.noticeAt !== null && lease.noticeAt <= tick) {
        lease.noticeAt = null;
        outcome.events.push({ kind: 'presence' });
      }
      if (lease.until > tick) continue;
      const until = this.hasConnected() ? null : extendedUntil(this.all(), this.options);
      if (!lease.isExtendable || until === null) this.#remove(outcome, seat, 'expired');
      else if (until > tick) {
        extendLease(seat, until);
        outcome.events.push({ kind: 'presence' });
      } else for (const one of this.all()) this.#remove(outcome, one, 'expired');
    }
    return this.#finish(outcome);
  }

  /** A participant has resumed, so others may follow: extended leases start again. */
  restartLeases({ tick }: Moment): Outcome {
    const outcome = emptyOutcome();
    const stale = this.all().filter(isStale);
    for (const seat of stale) startLease(seat, tick, tick + this.options.leaseMs, true);
    if (stale.length > 0) outcome.events.push({ kind: 'presence' });
    return outcome;
  }

  /** Gives up stale seats, the earliest first, if the room is full for a new participant. */
  makeRoom(): Outcome {
    const outcome = emptyOutcome();
    const surplus = Math.max(0, this.seats.size + 1 - this.seatLimit);
    for (const seat of earliestStale(this.all()).slice(0, surplus))
      this.#remove(outcome, seat, 'expired');
    return this.#finish(outcome);
  }

  /** A participant gives up the seat; the last one ends the meeting. */
  leave(seat: Seat, { now }: Moment): Outcome {
    const outcome = emptyOutcome();
    this.#remove(outcome, seat, 'left', now);
    return this.#finish(outcome);
  }

  /** Ends a meeting without participants; without effect on any other meeting. */
  endIfEmpty({ now }: Moment): Outcome {
    const outcome = emptyOutcome();
    if (this.seats.size === 0) this.#end(outcome, now, 'everyone_left');
    return outcome;
  }

  /** Ends the meeting for all participants. */
  end(reason: EndReason, { now }: Moment): Outcome {
    const outcome = emptyOutcome();
    this.endFor(outcome, reason, { now });
    return outcome;
  }

  /** `end` as a part of another transition. */
  endFor(outcome: Outcome, reason: EndReason, { now }: Pick<Moment, 'now'>): void {
    publish(outcome, { event: 'meeting:ended', payload: { reason } });
    for (const seat of this.all()) detach(outcome, seat);
    this.seats.clear();
    this.#end(outcome, now, reason);
  }

  /** A host removes a participant, as a part of another transition. */
  removeByHost(outcome: Outcome, seat: Seat, at: number): void {
    this.#remove(outcome, seat, 'removed', at);
    this.#finish(outcome);
  }

  /**
   * The participant has another media state.
   * @throws {AppError} NOT_ALLOWED if the hosts forbid it
   */
  updateMedia(seat: Seat, change: Partial<MediaState>, at: Moment): Outcome {
    const outcome = emptyOutcome();
    this.hosting.assertMayChange(seat, change);
    seat.stopped = seat.stopped.filter((source) => change[source] !== true);
    const before = seat.participant.media;
    this.#update(outcome, seat, { media: { ...before, ...change } });
    noteMedia(outcome, seat.participant, before, this.#noteAt(at.now));
    outcome.writes.push(updateOf('updateSeat', seat));
    return outcome;
  }

  /** The user has another name; without effect if it is the one shown. */
  rename(seat: Seat, displayName: string, at: Moment): Outcome {
    const outcome = emptyOutcome();
    if (seat.participant.displayName === displayName) return outcome;
    seat.participant = { ...seat.participant, ...this.roster.nameOf(seat.userId, displayName) };
    publish(outcome, { event: 'participant:updated', payload: { participant: seat.participant } });
    outcome.events.push({ kind: 'presence' });
    outcome.writes.push(updateOf('updateParticipant', seat));
    noteName(outcome, seat, this.roster, this.#noteAt(at.now));
    return outcome;
  }

  /** The room was renamed or resized; all participants keep their seats. */
  changeRoom(room: MeetingRoom): Outcome {
    const outcome = emptyOutcome();
    // People joined under the retention that was announced to them.
    this.room = { ...room, retention: this.room.retention };
    refreshRoles(this, outcome);
    publish(outcome, { event: 'meeting:updated', payload: { meeting: this.view() } });
    outcome.events.push({ kind: 'presence' });
    outcome.writes.push({ kind: 'nameRoom', room: this.room });
    return outcome;
  }

  #noteAt(now: number) {
    return { now, newId: this.options.newActivityId, roster: this.roster };
  }

  /** The media state of an instance that comes back, or that takes the seat over. */
  #mediaOf({ participant, stopped }: Seat, { media }: JoinRequest): MediaState {
    return this.hosting.admitted(media, participant, stopped);
  }

  /** Shows an instance to the participants, each with the offer that it made for them. */
  #introduce(outcome: Outcome, seat: Seat, request: JoinRequest): void {
    const { participant } = seat;
    attach(outcome, seat, request.socket);
    const event = 'participant:joined';
    const { socket, offers } = request;
    const others = [...this.seats.values()].filter((other) => other !== seat);
    // On the SFU there are no offers, and one event for fifty is enough.
    if (offers.length === 0 && others.length > 0) {
      publish(outcome, { event, payload: { participant } }, socket.id);
    } else {
      for (const other of others) {
        const offer = offerFor(other, request, this.linkEpochs);
        const payload = { participant, ...(offer && { offer }) };
        if (other.socket) emit(outcome, other.socket, { event, payload });
      }
    }
    outcome.events.push({ kind: 'presence' });
  }

  /** Replaces a participant and publishes the change. */
  #update(outcome: Outcome, seat: Seat, change: Partial<Participant>): void {
    seat.participant = { ...seat.participant, ...change };
    const payload = { participant: seat.participant };
    publish(outcome, { event: 'participant:updated', payload }, seat.socket?.id);
  }

  #remove(
    outcome: Outcome,
    seat: Seat,
    step: 'left' | 'expired' | 'removed',
    at = seat.lostAt.now,
  ): void {
    const { id, instanceId } = seat.participant;
    if (!this.seats.delete(id)) return;
    this.linkEpochs.forget(instanceId);
    // The lease that runs out last may belong to the participant who disconnected first.
    this.lastLeftAt = Math.max(this.lastLeftAt, at);
    detach(outcome, seat);
    publish(outcome, { event: 'participant:left', payload: { id, instanceId } });
    outcome.events.push({ kind: 'presence' });
    const isRemoval = step === 'removed';
    outcome.writes.push({ kind: 'leave', userId: seat.userId, at: new Date(at), isRemoval });
    log(outcome, step, seat);
    if (this.seats.size === 0) this.#end(outcome, this.lastLeftAt, 'everyone_left');
  }

  #end(outcome: Outcome, at: number, reason: EndReason): void {
    if (this.isEnded) return;
    this.isEnded = true;
    outcome.writes.push({ kind: 'end', at: new Date(at), reason });
  }

  /** Adds the write that is due when the last participant disconnected or the first one is back. */
  #finish(outcome: Outcome): Outcome {
    const isConnected = this.hasConnected();
    if (this.isEnded || isConnected === this.isConnectedInDatabase) return outcome;
    this.isConnectedInDatabase = isConnected;
    const allDisconnectedAt = isConnected ? null : new Date(this.lastSignOfLife(0));
    outcome.writes.push({ kind: 'connection', allDisconnectedAt });
    return outcome;
  }
}

import type { HostAct, HostAction } from '@parley/shared/host-controls';
import type { StoredRoute } from '@parley/shared/media-route';
import { presentCount, type RoomPresence } from '@parley/shared/meetings';
import type { MediaState, Participant } from '@parley/shared/participants';
import { roomChannel, watchChannel } from '../channels';
import type { DisconnectCause } from '../platform/disconnect-cause';
import { AppError } from '../platform/errors';
import { KeyedMutex } from '../platform/keyed-mutex';
import { actAsHost, assertMayAct } from './host-transitions';
import type { LeaseHandlers } from './lease-supervisor';
import type { Meeting } from './meeting';
import type { MeetingEvent, MeetingRoom, MeetingWrite, Outcome } from './meeting-io';
import type { HeldSeat } from './meeting-registry';
import type { MeetingServiceOptions } from './meeting-service-options';
import { MeetingLostError } from './meeting-store';
import { createMeetingWriter, type MeetingWriter } from './meeting-writer';
import { createSeat, type JoinRequest, type Moment, type Seat } from './seat';

/**
 * Runs the transitions of meetings, publishes their events and queues their writes. Participants
 * see the state in memory; the database keeps what must last. Joins, leaves and expiries of one
 * room run one after another, so no client joins a meeting that is just ending. A disconnect or a
 * change of media needs no turn: its transition is complete before anything else can run.
 */
export class MeetingService implements LeaseHandlers {
  readonly #options: MeetingServiceOptions;
  readonly #mutex = new KeyedMutex();
  /** By user id. A join that is under way, or a client in the lobby, may have read an older name. */
  readonly #latestNames = new Map<string, string>();

  readonly #writer: MeetingWriter;
  #onEnded: () => void = () => undefined;

  constructor(options: MeetingServiceOptions) {
    this.#options = options;
    this.#writer = createMeetingWriter({
      ...options,
      onEnded: () => this.#onEnded(),
      onLost: (meeting) => this.lose(meeting),
    });
  }

  /** Calls `listener` whenever the end of a meeting was written. */
  onEnded(listener: () => void): void {
    this.#onEnded = listener;
  }

  /** The room as clients in the lobby see it. */
  presence(room: MeetingRoom): RoomPresence {
    const { registry, leases, waitsForSfu } = this.#options;
    const presence = registry.presenceOf(room, leases.moment().now);
    const count = presentCount(presence);
    const limit = registry.byRoom(room.id)?.seatLimit ?? room.capacity;
    if (count < limit) return presence;
    if (waitsForSfu(room)) return { ...presence, waitsFor: 'sfu' };
    return count < room.capacity ? { ...presence, waitsFor: 'move' } : presence;
  }

  /** Something outside the meeting has changed how many people it can hold now. */
  seatLimitChanged(meeting: Meeting): void {
    this.#publishPresence(meeting.room);
  }

  /**
   * Takes a seat, or takes back one that is still held.
   * @param assertMayEnter asked about a person without a seat, after everything that came before
   * @throws {AppError} ROOM_FULL, REPLACED, NOT_FOUND, MEETING_LIMIT or UNAVAILABLE
   */
  join(
    room: MeetingRoom,
    request: JoinRequest,
    assertMayEnter: () => Promise<void>,
  ): Promise<HeldSeat> {
    return this.#mutex.run(room.id, () => this.#join(room, request, assertMayEnter));
  }

  /** Gives up the seat, unless another socket has it. */
  leave({ meeting, seat }: HeldSeat, socketId: string): Promise<void> {
    return this.#mutex.run(meeting.room.id, async () => {
      if (seat.socket !== null && seat.socket.id !== socketId) return;
      await this.#apply(meeting, meeting.leave(seat, this.#moment()));
    });
  }

  /** Gives up the seat of one instance of a user; without effect if it has none. */
  async leaveAs(meetingId: string, userId: string, instanceId: string): Promise<void> {
    const meeting = this.#options.registry.byId(meetingId);
    if (meeting === undefined) return;
    await this.#mutex.run(meeting.room.id, async () => {
      const seat = meeting.seatOfUser(userId);
      if (seat?.participant.instanceId !== instanceId) return;
      await this.#apply(meeting, meeting.leave(seat, this.#moment()));
    });
  }

  /** The socket of a client has closed. */
  async disconnected(socketId: string, cause: DisconnectCause): Promise<void> {
    const held = this.#options.registry.bySocket(socketId);
    if (held === undefined) return;
    const { meeting, seat } = held;
    if (cause === 'left') await this.leave(held, socketId);
    else await this.#apply(meeting, meeting.disconnect(seat, cause, this.#moment()));
  }

  /**
   * Changes the media state of a participant. A change that the record keeps is complete when it is
   * stored or queued; any other one, such as a mute, waits for nothing.
   */
  updateMedia(
    { meeting, seat }: HeldSeat,
    change: Partial<MediaState>,
  ): Participant | Promise<Participant> {
    const outcome = meeting.updateMedia(seat, change, this.#moment());
    const { participant } = seat;
    const applied = this.#apply(meeting, outcome);
    const isRecorded = outcome.writes.some(({ kind }) => kind === 'activity');
    return isRecorded ? applied.then(() => participant) : participant;
  }

  /**
   * A host acts on a participant or on all. Resolves when the consequences are stored or queued.
   * @param before called with the participant concerned, after the check and before the consequences
   * @throws {AppError} as `assertMayAct`, and what `before` throws
   */
  actAsHost(
    { meeting, seat }: HeldSeat,
    act: HostAct,
    before: (target: Seat | undefined) => Promise<void>,
  ): Promise<HostAction[]> {
    return this.#mutex.run(meeting.room.id, async () => {
      await before(assertMayAct(meeting, seat, act));
      const context = { ...this.#moment(), newId: () => this.#options.store.newId() };
      const outcome = actAsHost(meeting, seat, act, context);
      await this.#apply(meeting, outcome);
      return outcome.actions;
    });
  }

  /** Shows the new name of a user in all meetings that the user is in. */
  async rename(userId: string, displayName: string): Promise<void> {
    this.#latestNames.set(userId, displayName);
    const meetings = this.#options.registry.all().filter((meeting) => meeting.seatOfUser(userId));
    await Promise.all(
      meetings.map((meeting) =>
        this.#mutex.run(meeting.room.id, async () => {
          const seat = meeting.seatOfUser(userId);
          if (seat !== undefined) this.#applyLatestName(meeting, seat);
        }),
      ),
    );
  }

  /** The room was renamed or resized; all participants keep their seats. */
  roomChanged(room: MeetingRoom): Promise<void> {
    return this.#mutex.run(room.id, async () => {
      const meeting = this.#options.registry.byRoom(room.id);
      if (meeting === undefined) this.#publishPresence(room);
      else void this.#apply(meeting, meeting.changeRoom(room));
    });
  }

  /** The room was deleted: its meeting ends, and all clients that show it learn so. */
  endRoom(roomId: string, code: string): Promise<void> {
    const { registry, publish } = this.#options;
    return this.#mutex.run(roomId, async () => {
      const meeting = registry.byRoom(roomId);
      if (meeting !== undefined) {
        await this.#apply(meeting, meeting.end('room_deleted', this.#moment()));
      }
      publish(roomChannel(roomId), 'room:deleted', { code });
    });
  }

  expire(meeting: Meeting): Promise<void> {
    return this.#mutex.run(meeting.room.id, () =>
      this.#apply(meeting, meeting.expire(this.#moment())),
    );
  }

  exclusively<T>(roomId: string, task: () => Promise<T>): Promise<T> {
    return this.#mutex.run(roomId, task);
  }

  /** Stores how the media of a meeting travel. */
  storeRoute(meeting: Meeting, route: StoredRoute): void {
    void this.#writer.queue(meeting, { kind: 'route', route });
    this.seatLimitChanged(meeting);
  }

  /** Another node runs the meeting now: the clients connect again and find it there. */
  lose(meeting: Meeting): void {
    const { registry, leases, chat, activities, logger } = this.#options;
    if (registry.byId(meeting.id) !== meeting) return;
    registry.remove(meeting);
    meeting.isEnded = true;
    this.#options.onLost(meeting);
    leases.schedule(meeting);
    chat.close(meeting.id);
    activities.close(meeting.id);
    for (const { socket } of meeting.seats.values()) {
      if (socket === null) continue;
      registry.detach(socket.id);
      socket.conn.close();
    }
    logger.warn({ meetingId: meeting.id }, 'another server has taken the meeting up');
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.#mutex.idle();
  }

  async #join(
    room: MeetingRoom,
    request: JoinRequest,
    assertMayEnter: () => Promise<void>,
  ): Promise<HeldSeat> {
    const running = this.#options.registry.byRoom(room.id);
    // If the user has a seat, the `joinSeq` of that seat decides.
    if (running?.seatOfUser(request.userId) === undefined) {
      await this.#assertMayJoin(room, request);
      await assertMayEnter();
    }
    const meeting = running ?? (await this.#open(room, request.userId));
    const displayName = this.#latestNames.get(request.userId) ?? request.displayName;
    const seat = await this.#sit(meeting, { ...request, displayName });
    this.#applyLatestName(meeting, seat);
    // The socket may have closed while the database was asked.
    const isGone = !request.socket.connected && seat.socket === request.socket;
    const at = this.#moment();
    const outcome = isGone ? meeting.disconnect(seat, 'closed', at) : meeting.restartLeases(at);
    void this.#apply(meeting, outcome);
    return { meeting, seat };
  }

  /**
   * Refuses an instance that was replaced while it was offline, even if the newer instance has left
   * since: its camera must not go on by itself. The same for an instance that a host removed, and
   * after a host ended the meeting. Only a join without `joinSeq`, at the user's request, takes a
   * seat again.
   */
  async #assertMayJoin(room: MeetingRoom, request: JoinRequest): Promise<void> {
    const { writes, store } = this.#options;
    // The end of the meeting before, or a leave of this user, may still wait to be written.
    if (!(await writes.catchUp(room.id))) throw new AppError('UNAVAILABLE', { retryAfter: 3 });
    const { userId, instanceId, joinSeq } = request;
    if (joinSeq === undefined) return;
    const isReplaced = await store.wasReplaced(room.id, { userId, instanceId, joinSeq });
    if (isReplaced) throw new AppError('REPLACED');
    const refusal = await store.endedByHost(room.id, { userId, joinSeq });
    if (refusal !== null) throw new AppError(refusal);
  }

  async #open(room: MeetingRoom, userId: string): Promise<Meeting> {
    const { registry, leases, chat, touchRoom, admitMeeting, logger } = this.#options;
    const latest = await touchRoom(room.id);
    if (latest === null) throw new AppError('NOT_FOUND');
    const { meeting, isNew } = await leases.open(latest, () => admitMeeting(userId));
    if (!isNew) await chat.open(meeting.id);
    registry.add(meeting);
    leases.schedule(meeting);
    logger.info({ meetingId: meeting.id, participants: meeting.seats.size }, 'meeting opened');
    // Clients that watched the room after a restart still show it as empty.
    if (meeting.seats.size > 0) this.#publishPresence(meeting.room);
    return meeting;
  }

  async #sit(meeting: Meeting, request: JoinRequest): Promise<Seat> {
    const held = meeting.seatOfUser(request.userId);
    if (held !== undefined) {
      const isSameInstance = held.participant.instanceId === request.instanceId;
      const outcome = isSameInstance
        ? meeting.resume(held, request, this.#moment())
        : meeting.takeOver(held, request, this.#moment());
      void this.#apply(meeting, outcome);
      return held;
    }
    try {
      await this.#apply(meeting, meeting.makeRoom());
      return await this.#takeSeat(meeting, request);
    } catch (error) {
      if (error instanceof MeetingLostError) {
        this.lose(meeting);
        throw new AppError('UNAVAILABLE', { retryAfter: 1, cause: error });
      }
      await this.#apply(meeting, meeting.endIfEmpty(this.#moment()));
      throw error;
    }
  }

  async #takeSeat(meeting: Meeting, request: JoinRequest): Promise<Seat> {
    const { store } = this.#options;
    const reserved = meeting.reserve(request, this.#moment());
    const seatNo = await store.takeSeat(meeting, reserved);
    if (seatNo === null) throw new AppError('ROOM_FULL');
    const seat = createSeat({ ...reserved, seatNo });
    const { events, writes } = meeting.join(seat, request);
    const isRequired = (write: MeetingWrite) => write.kind === 'openAttendance';
    // The event comes first, so that the peers answer while the attendance is written.
    void this.#apply(meeting, { events, writes: writes.filter((write) => !isRequired(write)) });
    try {
      for (const write of writes.filter(isRequired)) await store.perform(meeting, write, 0);
    } catch (error) {
      if (error instanceof MeetingLostError) await store.undoJoin(meeting, request.userId);
      else await this.#apply(meeting, meeting.leave(seat, this.#moment()));
      throw error;
    }
    return seat;
  }

  #applyLatestName(meeting: Meeting, seat: Seat): void {
    const displayName = this.#latestNames.get(seat.userId);
    if (displayName !== undefined) {
      void this.#apply(meeting, meeting.rename(seat, displayName, this.#moment()));
    }
  }

  /** Performs the outcome of a transition. Resolves when its writes are stored or queued. */
  async #apply(meeting: Meeting, { events, writes }: Outcome): Promise<void> {
    const { registry, leases } = this.#options;
    for (const event of events) this.#handle(meeting, event);
    if (meeting.isEnded && registry.byId(meeting.id) === meeting) registry.remove(meeting);
    leases.schedule(meeting);
    this.#options.onChanged(meeting);
    await Promise.all(writes.map((write) => this.#writer.queue(meeting, write)));
  }

  #handle(meeting: Meeting, event: MeetingEvent): void {
    const { registry, publish, logger } = this.#options;
    const { channel } = meeting;
    switch (event.kind) {
      case 'publish':
        return publish(channel, event.event, event.payload, event.exceptSocketId);
      case 'emit': {
        const { socket, event: name, payload } = event;
        if (event.isAfterAck === true) setImmediate(() => socket.emit(name, payload));
        else socket.emit(name, payload);
        return;
      }
      case 'presence':
        return this.#publishPresence(meeting.room);
      case 'attach':
        registry.attach(event.socket.id, { meeting, seat: event.seat });
        return void event.socket.join(channel);
      case 'detach':
        registry.detach(event.socket.id);
        return void event.socket.leave(channel);
      case 'log': {
        const { step, socketId, cause } = event;
        const fields = { meetingId: meeting.id, socketId, ...(cause && { cause }) };
        return logger.info(fields, `participant ${step}`);
      }
    }
  }

  #publishPresence(room: MeetingRoom): void {
    const { publish, onSeatsChanged } = this.#options;
    publish(watchChannel(room.id), 'room:changed', this.presence(room));
    onSeatsChanged(room.id);
  }

  #moment(): Moment {
    return this.#options.leases.moment();
  }
}

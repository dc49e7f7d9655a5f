import type {
  AbortReason,
  CurrentRoute,
  Limitation,
  Route,
  SfuAccess,
  StoredRoute,
} from '@parley/shared/media-route';
import type { EventName, EventPayload } from '@parley/shared/socket-events';
import { AppError } from '../platform/errors';
import type { Logger } from '../platform/logger';
import type { Scheduler, Timer } from '../platform/scheduler';
import type { Scope } from '../platform/scope';
import type { Livekit, SfuGrant } from './livekit';
import { RoomGuard } from './room-guard';
import { MediaRoute, type RouteEffect, type RouteLimits } from './route-machine';
import type { RoutedMeeting, RoutedSeat } from './routed-meeting';
import type { SfuWatch } from './sfu-watch';

export interface MediaRoutesOptions<M extends RoutedMeeting> {
  readonly limits: RouteLimits;
  readonly livekit: Livekit;
  readonly watch: SfuWatch;
  readonly publish: <E extends EventName>(
    channel: string,
    event: E,
    payload: EventPayload<E>,
  ) => void;
  readonly store: (meeting: M, route: StoredRoute) => void;
  /** What the hosts and the policy allow a participant to send. */
  readonly grantOf: (meeting: M, participantId: string) => SfuGrant;
  /** Called when the SFU appears or disappears, which changes how many people rooms hold. */
  readonly onSfuChanged: (isThere: boolean) => void;
  /** Called when a move has ended; without `reason` it succeeded. */
  readonly onMoveEnded: (move: { to: Route; reason?: AbortReason; seconds: number }) => void;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly now: () => number;
}

interface Routed<M extends RoutedMeeting> {
  readonly meeting: M;
  readonly route: MediaRoute;
  readonly guard: RoomGuard<M>;
  timer: Timer | undefined;
  /** The move that is under way, and since when, in ticks. */
  moving: { readonly to: Route; readonly since: number } | null;
}

/**
 * The routes of all running meetings: performs what `MediaRoute` decides.
 */
export class MediaRoutes<M extends RoutedMeeting> {
  readonly #options: MediaRoutesOptions<M>;
  readonly #routed = new Map<string, Routed<M>>();
  /** The number of the latest connection to the SFU, by which clients know the newest one. */
  #lastNumber = 0;

  constructor(options: MediaRoutesOptions<M>, scope: Scope) {
    this.#options = options;
    options.watch.start((isThere) => this.#sfuChanged(isThere), scope);
    scope.add(() => {
      for (const routed of this.#routed.values()) this.#forget(routed);
    });
  }

  /** The largest meeting that stays in a mesh; undefined while there is no SFU. */
  get meshLimit(): number | undefined {
    const { watch, limits } = this.#options;
    return watch.isThere === true ? limits.meshLimit : undefined;
  }

  /** How many seats the present route of a meeting can have; more only on the SFU. */
  seatLimit(meetingId: string): number {
    return this.routeOf(meetingId) === 'sfu' ? Infinity : this.#options.limits.hardMeshLimit;
  }

  /** The route that carries the media of a meeting now. */
  routeOf(meetingId: string): Route {
    return this.#routed.get(meetingId)?.route.current.route ?? 'mesh';
  }

  /** The seats of a meeting, their connections, or what the hosts allow have changed. */
  changed(meeting: M): void {
    // A meeting that this server has lost goes on elsewhere, with its room on the SFU.
    if (meeting.isEnded && !this.#routed.has(meeting.id)) return;
    const routed = this.#of(meeting);
    const seats = meeting.isEnded ? [] : [...meeting.seats.values()];
    const members = seats.map(({ participant, socket }) => ({
      id: participant.id,
      instanceId: participant.instanceId,
      isConnected: socket !== null,
    }));
    this.#perform(routed, routed.route.setMembers(members, this.#moment()));
    if (meeting.isEnded) this.#forget(routed);
    else routed.guard.seatsChanged();
  }

  /** Another server runs the meeting now. */
  lost(meeting: M): void {
    const routed = this.#routed.get(meeting.id);
    if (routed !== undefined) this.#forget(routed);
  }

  /** The route for a client that joins. Without an SFU, the client can reach nobody on it. */
  async ackFor(meeting: M, seat: RoutedSeat): Promise<CurrentRoute> {
    const { route, guard } = this.#of(meeting);
    const { current } = route;
    if (current.route === 'mesh') {
      const { meshLimit } = this;
      return { ...current, ...(meshLimit !== undefined && { meshLimit }) };
    }
    const { instanceId } = seat.participant;
    const access = await guard.access(seat, instanceId, roomName(meeting, current.gen));
    const { apart } = route;
    return {
      ...current,
      ...(access && { access }),
      ...(apart.length > 0 && { without: [...apart] }),
    };
  }

  /** After the ack of a client that joins: it takes part in the move that is under way. */
  async welcome(meeting: M, { participant }: RoutedSeat): Promise<void> {
    const routed = this.#routed.get(meeting.id);
    const move = routed?.route.move;
    if (routed === undefined || move == null) return;
    const { route } = routed;
    await this.#invite(routed, participant.id, move.gen);
    if (route.move?.gen === move.gen && route.move.isSwitching) {
      const seat = meeting.seats.get(participant.id);
      seat?.socket?.emit('move:switched', { gen: move.gen });
    }
  }

  confirm(meeting: M, participantId: string, gen: number, step: 'proved' | 'switched'): void {
    const routed = this.#of(meeting);
    this.#perform(routed, routed.route.confirm(participantId, gen, step, this.#moment()));
  }

  fail(meeting: M, participantId: string, gen: number, reason: AbortReason): void {
    const routed = this.#of(meeting);
    this.#perform(routed, routed.route.fail(participantId, gen, reason, this.#moment()));
    // A client may notice first that the SFU is gone.
    void this.#options.watch.check();
  }

  /** The processor or uplink of a participant has been limiting in the mesh. */
  limited(meeting: M, participantId: string, by: Limitation): void {
    const routed = this.#of(meeting);
    const effects = routed.route.limited(participantId, this.#moment());
    const { logger } = this.#options;
    if (effects.length > 0) logger.info({ meetingId: meeting.id, by }, 'a participant is limited');
    this.#perform(routed, effects);
  }

  /**
   * @throws {AppError} NOT_FOUND if the meeting has no room of this move on the SFU; NOT_A_MEMBER if
   *   the instance has lost its seat meanwhile
   */
  async refresh(meeting: M, seat: RoutedSeat, gen: number): Promise<SfuAccess> {
    const { watch } = this.#options;
    const { instanceId } = seat.participant;
    const { route, guard } = this.#of(meeting);
    const hasRoom = () => route.sfuGen === gen && watch.isThere !== false;
    void watch.check();
    if (!hasRoom()) throw new AppError('NOT_FOUND');
    // An SFU that was restarted has forgotten its rooms.
    await this.#createRoom(meeting, gen);
    const access = await guard.access(seat, instanceId, roomName(meeting, gen));
    if (access === null) throw new AppError('NOT_A_MEMBER');
    if (!hasRoom()) throw new AppError('NOT_FOUND');
    return access;
  }

  /** LiveKit says that somebody has connected to a room. */
  sfuJoined(room: string, identity: string): void {
    this.#inRoom(room)?.guard.joined(identity);
  }

  /** LiveKit says that a room is gone. */
  sfuRoomFinished(room: string): void {
    const routed = this.#inRoom(room);
    if (routed === undefined) return;
    void this.#options.watch.check();
    void routed.guard.compare();
  }

  /** The meeting whose media go through this room now. */
  #inRoom(room: string): Routed<M> | undefined {
    const routed = this.#routed.get(room.split('~')[0] ?? '');
    const gen = routed?.route.sfuGen ?? null;
    const isItsRoom =
      routed !== undefined && gen !== null && roomName(routed.meeting, gen) === room;
    return isItsRoom ? routed : undefined;
  }

  #of(meeting: M): Routed<M> {
    const known = this.#routed.get(meeting.id);
    if (known !== undefined) return known;
    const { limits, watch } = this.#options;
    const route = new MediaRoute(limits, meeting.storedRoute);
    const guard = new RoomGuard<M>({
      ...this.#options,
      meeting,
      roomName: () => (route.sfuGen === null ? null : roomName(meeting, route.sfuGen)),
      nextNumber: () => this.#nextNumber(),
    });
    const routed: Routed<M> = { meeting, route, guard, timer: undefined, moving: null };
    this.#routed.set(meeting.id, routed);
    const { isThere } = watch;
    if (isThere !== null) this.#perform(routed, route.setSfu(isThere, this.#moment()));
    return routed;
  }

  #forget(routed: Routed<M>): void {
    routed.timer?.cancel();
    routed.guard.stop();
    this.#routed.delete(routed.meeting.id);
  }

  #sfuChanged(isThere: boolean): void {
    for (const routed of this.#routed.values()) {
      this.#perform(routed, routed.route.setSfu(isThere, this.#moment()));
    }
    this.#options.onSfuChanged(isThere);
  }

  #perform(routed: Routed<M>, effects: readonly RouteEffect[]): void {
    if (this.#routed.get(routed.meeting.id) !== routed) return;
    for (const effect of effects) this.#handle(routed, effect);
    const { route } = routed;
    routed.timer?.cancel();
    const due = route.nextDeadline;
    routed.timer =
      due === undefined
        ? undefined
        : this.#options.scheduler.setTimer(Math.max(0, due - this.#moment().tick), () =>
            this.#perform(routed, route.tick(this.#moment())),
          );
    routed.guard.begin();
  }

  #handle(routed: Routed<M>, effect: RouteEffect): void {
    const { publish, store, logger, livekit } = this.#options;
    const { meeting } = routed;
    const { id: meetingId, channel } = meeting;
    const { gen } = effect;
    switch (effect.kind) {
      case 'start':
        logger.info({ meetingId, gen, to: effect.to, without: effect.without }, 'move started');
        routed.moving = { to: effect.to, since: this.#moment().tick };
        return void this.#start(routed, gen);
      case 'switch':
        return publish(channel, 'move:switched', { gen });
      case 'settled': {
        const { ids, without } = effect;
        const apart = without && { without: [...without] };
        const isDone = without !== null;
        return publish(channel, 'move:settled', { gen, ids: [...ids], isDone, ...apart });
      }
      case 'abort':
        logger.warn({ meetingId, gen, reason: effect.reason, ...effect.cause }, 'move aborted');
        this.#endMove(routed, effect.reason);
        return publish(channel, 'move:aborted', { gen, reason: effect.reason });
      case 'store':
        logger.info({ meetingId, gen, route: effect.route }, 'move done');
        this.#endMove(routed);
        return store(meeting, { route: effect.route, gen });
      case 'reopen':
        return void this.#createRoom(meeting, gen).catch((err: unknown) =>
          logger.warn({ err, meetingId }, 'the room on the SFU could not be created again'),
        );
      case 'close':
        return void livekit.deleteRoom(roomName(meeting, gen)).catch((err: unknown) => {
          // It ends by itself when nobody is in it.
          logger.debug({ err, meetingId, gen }, 'the room on the SFU was not deleted');
        });
    }
  }

  #endMove(routed: Routed<M>, reason?: AbortReason): void {
    const { moving } = routed;
    routed.moving = null;
    if (moving === null) return;
    const seconds = (this.#moment().tick - moving.since) / 1_000;
    this.#options.onMoveEnded({ to: moving.to, seconds, ...(reason && { reason }) });
  }

  async #start(routed: Routed<M>, gen: number): Promise<void> {
    const { meeting, route } = routed;
    try {
      if (route.move?.to === 'sfu') {
        await this.#createRoom(meeting, gen);
        // The move may be over already, and its room was deleted before it was there.
        if (route.sfuGen !== gen) return this.#handle(routed, { kind: 'close', gen });
      }
      await Promise.all([...meeting.seats.keys()].map((id) => this.#invite(routed, id, gen)));
    } catch (err) {
      this.#options.logger.warn({ err, meetingId: meeting.id, gen }, 'the SFU refused a room');
      this.#perform(routed, route.refuse(gen, this.#moment()));
    }
  }

  /** Tells one member about the move, if it is still under way. */
  async #invite(routed: Routed<M>, participantId: string, gen: number): Promise<void> {
    const { meeting, route, guard } = routed;
    const seat = meeting.seats.get(participantId);
    const { move } = route;
    if (seat?.socket == null || move?.gen !== gen) return;
    const { instanceId } = seat.participant;
    const access =
      move.to === 'sfu' ? await guard.access(seat, instanceId, roomName(meeting, gen)) : undefined;
    // Meanwhile the move may be over, or another instance may have the seat, which is invited too.
    if (route.move?.gen !== gen || access === null) return;
    seat.socket?.emit('move:started', {
      gen,
      to: move.to,
      ...(access && { access }),
      ...(move.without.length > 0 && { without: move.without }),
      deadlineMs: Math.max(1, Math.round(move.deadline - this.#moment().tick)),
    });
  }

  #createRoom(meeting: M, gen: number): Promise<void> {
    // Twice, because the connection before may still be there when a client connects again.
    return this.#options.livekit.createRoom(roomName(meeting, gen), 2 * meeting.room.capacity);
  }

  /** Higher than every number before, also than those that a server before this one gave. */
  #nextNumber(): number {
    this.#lastNumber = Math.max(this.#lastNumber + 1, this.#options.now());
    return this.#lastNumber;
  }

  #moment() {
    return { now: this.#options.now(), tick: this.#options.scheduler.monotonic() };
  }
}

/** A new name for each move: LiveKit may still be closing the room before. */
const roomName = ({ id }: RoutedMeeting, gen: number): string => `${id}~${gen}`;

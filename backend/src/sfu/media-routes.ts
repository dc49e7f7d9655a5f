import type {
  AbortReason,
  CurrentRoute,
  Route,
  SfuAccess,
  StoredRoute,
} from '@parley/shared/media-route';
import type { EventName, EventPayload } from '@parley/shared/socket-events';
import { AppError } from '../platform/errors';
import type { Logger } from '../platform/logger';
import type { Scheduler, Timer } from '../platform/scheduler';
import type { Scope } from '../platform/scope';
import { type Livekit, TOKEN_SECONDS } from './livekit';
import { MediaRoute, type RouteEffect, type RouteLimits } from './route-machine';
import { SFU_PATH } from './sfu-tunnel';
import type { SfuWatch } from './sfu-watch';

/** A seat, as far as its media are concerned. */
export interface RoutedSeat {
  readonly participant: { readonly id: string; readonly instanceId: string };
  readonly socket: {
    emit<E extends EventName>(event: E, payload: EventPayload<E>): unknown;
  } | null;
}

/** A running meeting, as far as its media are concerned. */
export interface RoutedMeeting {
  readonly id: string;
  readonly channel: string;
  readonly isEnded: boolean;
  readonly room: { readonly capacity: number };
  readonly seats: ReadonlyMap<string, RoutedSeat>;
  /** The route when another server ran the meeting. */
  readonly storedRoute: StoredRoute | undefined;
}

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
  readonly mayShareScreen: (meeting: M, participantId: string) => boolean;
  /** Called when the SFU appears or disappears, which changes how many people rooms hold. */
  readonly onSfuChanged: (isThere: boolean) => void;
  /** Called when a move has ended; without `reason` it succeeded. */
  readonly onMoveEnded: (move: { to: Route; reason?: AbortReason; seconds: number }) => void;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly now: () => number;
}

const RECONCILE_MS = 30_000;
/** While a token of somebody who has left may still be valid. */
const RECONCILE_SOON_MS = 2_000;

interface Routed<M> {
  readonly meeting: M;
  readonly route: MediaRoute;
  timer: Timer | undefined;
  /** The move that is under way, and since when, in ticks. */
  moving: { readonly to: Route; readonly since: number } | null;
  reconciling: Timer | undefined;
  /** Until when, in ticks, somebody who has left may come back with an old token. */
  suspiciousUntil: number;
}

/**
 * The routes of all running meetings: performs what `MediaRoute` decides, and keeps everybody out of
 * the SFU who has no seat.
 */
export class MediaRoutes<M extends RoutedMeeting> {
  readonly #options: MediaRoutesOptions<M>;
  readonly #routed = new Map<string, Routed<M>>();
  #connections = 0;

  constructor(options: MediaRoutesOptions<M>, scope: Scope) {
    this.#options = options;
    options.watch.start((isThere) => this.#sfuChanged(isThere), scope);
    scope.add(() => {
      for (const routed of this.#routed.values()) this.#forget(routed);
    });
  }

  /** How many seats the present route of a meeting can have; more only on the SFU. */
  seatLimit(meetingId: string): number {
    return this.routeOf(meetingId) === 'sfu' ? Infinity : this.#options.limits.hardMeshLimit;
  }

  /** The route that carries the media of a meeting now. */
  routeOf(meetingId: string): Route {
    return this.#routed.get(meetingId)?.route.current.route ?? 'mesh';
  }

  /** The seats of a meeting, or their connections, have changed. */
  changed(meeting: M): void {
    const routed = this.#of(meeting);
    const seats = meeting.isEnded ? [] : [...meeting.seats.values()];
    const members = seats.map(({ participant, socket }) => ({
      id: participant.id,
      isConnected: socket !== null,
    }));
    this.#perform(routed, routed.route.setMembers(members, this.#moment()));
    if (meeting.isEnded) this.#forget(routed);
  }

  /** Somebody has left, or was removed, and may not stay on the SFU. */
  left(meeting: M): void {
    const routed = this.#routed.get(meeting.id);
    if (routed === undefined) return;
    routed.suspiciousUntil = this.#moment().tick + TOKEN_SECONDS * 1_000;
    void this.#reconcile(routed);
  }

  /** The route for a client that joins. Without an SFU, the client can reach nobody on it. */
  async ackFor(meeting: M, seat: RoutedSeat): Promise<CurrentRoute> {
    const { current } = this.#of(meeting).route;
    if (current.route === 'mesh') return current;
    const access = await this.#access(meeting, seat, current.gen);
    return { ...current, access };
  }

  /** After the ack of a client that joins: it takes part in the move that is under way. */
  async welcome(meeting: M, { participant }: RoutedSeat): Promise<void> {
    const { route } = this.#of(meeting);
    const { move } = route;
    if (move === null) return;
    await this.#invite(meeting, participant.id, move.gen);
    if (route.move?.gen === move.gen && route.move.isSwitching) {
      const seat = meeting.seats.get(participant.id);
      seat?.socket?.emit('move:switched', { gen: move.gen });
    }
  }

  confirm(meeting: M, participantId: string, gen: number, step: 'proved' | 'switched'): void {
    const routed = this.#of(meeting);
    this.#perform(routed, routed.route.confirm(participantId, gen, step, this.#moment()));
  }

  fail(meeting: M, gen: number, reason: AbortReason): void {
    const routed = this.#of(meeting);
    this.#perform(routed, routed.route.fail(gen, reason, this.#moment()));
    // A client may notice first that the SFU is gone.
    void this.#options.watch.check();
  }

  /** @throws {AppError} NOT_FOUND if the meeting has no room of this move on the SFU */
  async refresh(meeting: M, seat: RoutedSeat, gen: number): Promise<SfuAccess> {
    const { watch } = this.#options;
    void watch.check();
    if (this.#of(meeting).route.sfuGen !== gen || watch.isThere === false) {
      throw new AppError('NOT_FOUND');
    }
    // An SFU that was restarted has forgotten its rooms.
    await this.#createRoom(meeting, gen);
    return this.#access(meeting, seat, gen);
  }

  #of(meeting: M): Routed<M> {
    const known = this.#routed.get(meeting.id);
    if (known !== undefined) return known;
    const { limits, watch } = this.#options;
    const route = new MediaRoute(limits, meeting.storedRoute);
    const routed: Routed<M> = {
      meeting,
      route,
      timer: undefined,
      moving: null,
      reconciling: undefined,
      suspiciousUntil: 0,
    };
    this.#routed.set(meeting.id, routed);
    const { isThere } = watch;
    if (isThere !== null) this.#perform(routed, route.setSfu(isThere, this.#moment()));
    return routed;
  }

  #forget(routed: Routed<M>): void {
    routed.timer?.cancel();
    routed.reconciling?.cancel();
    this.#routed.delete(routed.meeting.id);
  }

  #sfuChanged(isThere: boolean): void {
    for (const routed of this.#routed.values()) {
      this.#perform(routed, routed.route.setSfu(isThere, this.#moment()));
    }
    this.#options.onSfuChanged(isThere);
  }

  #perform(routed: Routed<M>, effects: readonly RouteEffect[]): void {
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
    if (route.sfuGen !== null && routed.reconciling === undefined) this.#scheduleReconcile(routed);
  }

  #handle(routed: Routed<M>, effect: RouteEffect): void {
    const { publish, store, logger, livekit } = this.#options;
    const { meeting } = routed;
    const { id: meetingId, channel } = meeting;
    const { gen } = effect;
    switch (effect.kind) {
      case 'start':
        logger.info({ meetingId, gen, to: effect.to }, 'move started');
        routed.moving = { to: effect.to, since: this.#moment().tick };
        return void this.#start(routed, gen);
      case 'switch':
        return publish(channel, 'move:switched', { gen });
      case 'settled': {
        const { ids, isDone } = effect;
        return publish(channel, 'move:settled', { gen, ids: [...ids], isDone });
      }
      case 'abort':
        logger.warn({ meetingId, gen, reason: effect.reason }, 'move aborted');
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
      if (route.move?.to === 'sfu') await this.#createRoom(meeting, gen);
      await Promise.all([...meeting.seats.keys()].map((id) => this.#invite(meeting, id, gen)));
    } catch (err) {
      this.#options.logger.warn({ err, meetingId: meeting.id, gen }, 'the SFU refused a room');
      this.#perform(routed, route.fail(gen, 'unreachable', this.#moment()));
    }
  }

  /** Tells one member about the move, if it is still under way. */
  async #invite(meeting: M, participantId: string, gen: number): Promise<void> {
    const { route } = this.#of(meeting);
    const seat = meeting.seats.get(participantId);
    const { move } = route;
    if (seat?.socket == null || move?.gen !== gen) return;
    const access = move.to === 'sfu' ? await this.#access(meeting, seat, gen) : undefined;
    // A move takes seconds; the token takes a moment.
    if (route.move?.gen !== gen) return;
    seat.socket?.emit('move:started', {
      gen,
      to: move.to,
      ...(access && { access }),
      deadlineMs: Math.max(1, Math.round(move.deadline - this.#moment().tick)),
    });
  }

  #createRoom(meeting: M, gen: number): Promise<void> {
    // Twice, because the connection before may still be there when a client connects again.
    return this.#options.livekit.createRoom(roomName(meeting, gen), 2 * meeting.room.capacity);
  }

  async #access(meeting: M, { participant }: RoutedSeat, gen: number): Promise<SfuAccess> {
    this.#connections += 1;
    const identity = `${participant.id}~${participant.instanceId}~${this.#connections}`;
    const mayShareScreen = this.#options.mayShareScreen(meeting, participant.id);
    const name = roomName(meeting, gen);
    const token = await this.#options.livekit.token(name, identity, { mayShareScreen });
    return { path: SFU_PATH, token };
  }

  #scheduleReconcile(routed: Routed<M>): void {
    const { scheduler } = this.#options;
    const isSoon = this.#moment().tick < routed.suspiciousUntil;
    const pause = isSoon ? RECONCILE_SOON_MS : RECONCILE_MS;
    routed.reconciling?.cancel();
    routed.reconciling = scheduler.setTimer(pause, () => this.#reconcile(routed));
  }

  /** Removes everybody from the SFU who has no seat. LiveKit itself revokes no tokens. */
  async #reconcile(routed: Routed<M>): Promise<void> {
    const { livekit, logger } = this.#options;
    const { meeting, route } = routed;
    const gen = route.sfuGen;
    routed.reconciling?.cancel();
    routed.reconciling = undefined;
    if (gen === null || this.#routed.get(meeting.id) !== routed) return;
    this.#scheduleReconcile(routed);
    const name = roomName(meeting, gen);
    try {
      const seated = new Set(
        [...meeting.seats.values()].map(({ participant: { id, instanceId } }) =>
          [id, instanceId].join('~'),
        ),
      );
      const strangers = (await livekit.participants(name)).filter(
        ({ identity }) => !seated.has(identity.split('~').slice(0, 2).join('~')),
      );
      await Promise.all(strangers.map(({ identity }) => livekit.remove(name, identity)));
    } catch (err) {
      logger.debug({ err, meetingId: meeting.id }, 'the participants on the SFU were not compared');
    }
  }

  #moment() {
    return { now: this.#options.now(), tick: this.#options.scheduler.monotonic() };
  }
}

/** A new name for each move: LiveKit may still be closing the room before. */
const roomName = ({ id }: RoutedMeeting, gen: number): string => `${id}~${gen}`;

import type { CurrentRoute, Route } from '@parley/shared/media-route';
import type { Participant } from '@parley/shared/participants';
import { differs } from '../core/differs';
import { createLog } from '../core/log';
import { EncryptionError } from '../core/room-key';
import { Scope } from '../core/scope';
import { ForwardingTransport } from './forwarding-transport';
import type {
  FirstOffer,
  MediaTransport,
  MoveEvent,
  RemoteMedia,
  TransportContext,
} from './media-transport';
import { MESH_ROUTE, type QualityReading, type RouteSnapshot } from './session/call-snapshot';
import { SfuConnection } from './sfu/sfu-connection';
import type { LoadSfuPlane, SfuPlane } from './sfu/sfu-plane';
import { areConnected, type Move, progressOn } from './sfu/sfu-progress';
import { ShownMedia } from './sfu/shown-media';
import type { TrackSource } from './track-source';

const log = createLog('route');

/** How often it looks at what has arrived on the new route, in milliseconds. */
const LOOK_MS = 150;

/**
 * A transport that moves between a mesh and an SFU without an interruption: while a meeting moves, the
 * media of each participant are shown from the old route until the new one has them, and a
 * connection of the mesh closes only when both of its ends have switched. The server decides about
 * moves (docs/decisions/067).
 */
export class SwitchingTransport extends ForwardingTransport implements MediaTransport {
  readonly #context: TransportContext;
  protected readonly sfu: SfuConnection;
  readonly #scope = new Scope();
  readonly #tracks = new Map<TrackSource, MediaStreamTrack>();
  readonly #others = new Map<string, Participant>();
  protected readonly shown: ShownMedia;
  /** Participants who have switched, this one included. */
  readonly #settled = new Set<string>();
  /** Participants who are not on the SFU: whoever meets them does so in the mesh. */
  #without = new Set<string>();
  #self: Participant | null = null;
  #route: Route = 'mesh';
  #shownRoute = MESH_ROUTE;
  #gen = 0;
  #move: Move | null = null;
  #isLooking = false;

  /** @param mesh made with the same context */
  constructor(context: TransportContext, mesh: MediaTransport, loadPlane: LoadSfuPlane) {
    super(mesh);
    this.#context = context;
    this.sfu = new SfuConnection({
      loadPlane,
      tracks: this.#tracks,
      onChanged: (id) => this.#onSfuChanged(id),
      onConnected: () => this.#others.forEach((_other, id) => this.#onSfuChanged(id)),
      onFailed: (gen, error) => this.#onSfuFailed(gen, error),
      onTrouble: () => this.#refreshRoute(),
      refresh: (gen) => context.refreshSfu(gen),
    });
    this.shown = new ShownMedia({
      mesh,
      sfu: this.sfu,
      events: this.events,
      others: this.#others,
    });
    this.#scope.interval(() => void this.#look(), LOOK_MS);
  }

  enter(self: Participant, others: readonly Participant[], route?: CurrentRoute): void {
    this.#self = self;
    this.#without = new Set(route?.without);
    this.#others.clear();
    for (const other of others) this.#others.set(other.id, other);
    this.shown.keepOnly(this.#others);
    if (route?.access === undefined) {
      // A move that is still under way is announced again.
      if (this.#route === 'sfu' || this.#move?.to === 'mesh') this.#leaveSfu();
      this.#route = 'mesh';
      this.#gen = route?.gen ?? 0;
      this.sfu.anticipate(others.length + 1, route?.meshLimit);
      return this.inner.enter(self, others);
    }
    const isKnown = this.#route === 'sfu' && this.#gen === route.gen && this.sfu.plane !== null;
    this.#route = 'sfu';
    this.#gen = route.gen;
    this.#move = null;
    this.#settled.clear();
    // Connections of the mesh that live stay until both ends have switched.
    const isMet = ({ id }: Participant): boolean =>
      this.#isApart(id) || this.inner.remote(id)?.initialConnect === 'connected';
    this.inner.enter(self, others.filter(isMet));
    this.sfu.setProving(false);
    if (!isKnown) void this.sfu.open(route.gen, route.access);
  }

  follow(event: MoveEvent): void {
    const { gen } = event.payload;
    if (gen <= this.#gen && event.name !== 'move:settled') return;
    switch (event.name) {
      case 'move:started':
        return this.#start(event.payload);
      case 'move:switched':
        if (this.#move?.gen === gen) this.#move.isSwitching = true;
        return this.sfu.setProving(false);
      case 'move:settled':
        return this.#settle(event.payload);
      case 'move:aborted':
        if (this.#move?.gen === gen) this.#abort(this.#move, event.payload.reason);
    }
  }

  join(participant: Participant, offer?: FirstOffer): void {
    this.#others.set(participant.id, participant);
    this.#settled.delete(participant.id);
    this.sfu.prefetchFor(this.#others.size + 1);
    if (this.#route === 'mesh' || this.#move?.to === 'mesh' || this.#isApart(participant.id)) {
      return this.inner.join(participant, offer);
    }
    // A connection of the mesh that still lives goes on until both ends have switched.
    if (this.inner.remote(participant.id) !== null) this.inner.join(participant, offer);
    this.shown.changed(participant.id);
  }

  update(participant: Participant): void {
    this.#others.set(participant.id, participant);
  }

  drop(participantId: string, instanceId: string): void {
    this.inner.drop(participantId, instanceId);
    if (this.#others.get(participantId)?.instanceId !== instanceId) return;
    this.#others.delete(participantId);
    this.#settled.delete(participantId);
    this.sfu.forget(participantId);
    this.shown.forget(participantId);
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    this.inner.publish(source, track);
    this.sfu.publish(source, track);
  }

  remote(participantId: string): RemoteMedia | null {
    const media = this.shown.remote(participantId);
    if (media !== null || this.#route === 'mesh') return media;
    return this.#others.has(participantId) ? this.shown.pending(participantId) : null;
  }

  get route(): RouteSnapshot {
    return this.#shownRoute;
  }

  get quality(): QualityReading {
    return this.#route === 'sfu' ? this.sfu.statistics.quality(null) : this.inner.quality;
  }

  reset(): void {
    this.#leaveSfu();
    this.#self = null;
    this.#route = 'mesh';
    this.#gen = 0;
    this.#others.clear();
    this.shown.keepOnly(this.#others);
    this.inner.reset();
    this.sfu.forgive();
    this.#refreshRoute();
  }

  close(): void {
    this.reset();
    this.#scope.close();
    this.inner.close();
    this.events.clear();
  }

  #start(payload: Extract<MoveEvent, { name: 'move:started' }>['payload']): void {
    const { gen, to, access, without } = payload;
    if (this.#self === null || (this.#move && this.#move.gen > gen)) return;
    if (this.#move?.gen === gen) {
      // Announced again after a reconnect of the socket, which may have lost what was reported.
      if (this.#move.isProved) void this.#context.reportMove(gen, 'proved');
      this.#move.hasSwitched = false;
      return;
    }
    if (this.#move) this.#abort(this.#move, 'replaced');
    log.info('the meeting moves', { gen, to });
    this.#settled.clear();
    this.#without = new Set(without);
    this.#move = { gen, to, isSwitching: false, isProved: false, hasSwitched: false };
    if (to === 'mesh') return this.inner.enter(this.#self, [...this.#others.values()]);
    if (access === undefined) return;
    this.sfu.setProving(true);
    void this.sfu.open(gen, access);
  }

  #settle(payload: Extract<MoveEvent, { name: 'move:settled' }>['payload']): void {
    const { gen, ids, isDone, without } = payload;
    const move = this.#move;
    if (gen !== (move?.gen ?? this.#gen)) return;
    for (const id of ids) this.#settled.add(id);
    if (move && isDone) {
      log.info('the meeting has moved', { gen, to: move.to });
      this.#move = null;
      this.#route = move.to;
      this.#gen = gen;
      if (move.to === 'mesh') this.#leaveSfu();
    }
    if (without) this.#part(without);
    this.#closeMesh();
  }

  /** Meets those in the mesh who cannot reach the SFU; all others if this client cannot. */
  #part(without: readonly string[]): void {
    const before = new Set([...this.#others.keys()].filter((id) => this.#isApart(id)));
    this.#without = new Set(without);
    if (this.#route === 'mesh') return;
    for (const id of without) this.#settled.delete(id);
    for (const other of this.#others.values()) {
      if (before.has(other.id) || !this.#isApart(other.id)) continue;
      this.shown.showFrom('mesh', other.id);
      if (this.inner.remote(other.id) === null) this.inner.join(other);
    }
  }

  /** Closes the connections of the mesh whose both ends have switched to the SFU. */
  #closeMesh(): void {
    const to = this.#move?.to ?? this.#route;
    if (to !== 'sfu' || this.#self === null || !this.#settled.has(this.#self.id)) return;
    for (const { id, instanceId } of this.#others.values()) {
      const isOver = this.#settled.has(id) && this.shown.isOnSfu(id);
      if (isOver && this.inner.remote(id) !== null) this.inner.drop(id, instanceId);
    }
  }

  /** The old route stays, and whatever was given up of it is made again. */
  #abort({ gen, to }: Move, reason: string): void {
    log.warn('the move was aborted', { gen, to, reason });
    this.#move = null;
    this.#settled.clear();
    if (to === 'sfu') this.#leaveSfu();
    if (this.#self) this.inner.enter(this.#self, to === 'sfu' ? [...this.#others.values()] : []);
  }

  #leaveSfu(): void {
    this.sfu.close();
    this.#move = null;
    this.#settled.clear();
    this.shown.backToMesh('all');
  }

  /** A client that joins a meeting on the SFU has no other route to show, so it waits for nothing. */
  #onSfuChanged(id: string): void {
    if (this.#route === 'sfu' && this.#move === null) this.shown.showIfOnlyOnSfu(id);
    this.shown.changed(id);
  }

  /** @returns whether to connect again */
  #onSfuFailed(gen: number, error: unknown): boolean {
    const step = error instanceof EncryptionError ? 'no_encryption' : 'unreachable';
    const isMoving = this.#move?.gen === gen;
    const isSettled = this.#move === null && this.#route === 'sfu' && this.#gen === gen;
    const isApart = this.#isApart();
    // Only an attempt that failed has an error; a connection that is lost is made again first.
    const isNew = isSettled && !isApart && error !== undefined;
    if (isMoving || (isNew && step === 'unreachable')) void this.#context.reportMove(gen, step);
    else if (step === 'no_encryption') this.events.emit('failed', error);
    // Nobody waits for this client, which may come later.
    return step === 'unreachable' && (isSettled || (isMoving && isApart));
  }

  /** Looks at what has arrived on the new route, and reports each step once. */
  async #look(): Promise<void> {
    if (this.#self === null || this.#isLooking) return;
    this.#isLooking = true;
    try {
      if (this.#move?.to === 'mesh') this.#lookAtMesh(this.#move);
      else if (this.sfu.plane) await this.#lookAtSfu(this.sfu.plane);
      this.#refreshRoute();
    } finally {
      this.#isLooking = false;
    }
  }

  #lookAtMesh(move: Move): void {
    const isThere = areConnected([...this.#others.values()], this.inner);
    if (move.isSwitching) this.shown.backToMesh('connected');
    if (isThere) this.#report(move, move.isSwitching);
  }

  async #lookAtSfu(plane: SfuPlane): Promise<void> {
    const hasReported = this.#move === null && this.#settled.has(this.#self?.id ?? '');
    // In a settled meeting, only those who have just come.
    const expected = [...this.#others.values()].filter(
      ({ id }) => !this.#without.has(id) || this.#settled.has(id),
    );
    const people = expected.filter(({ id }) => !hasReported || !this.shown.isOnSfu(id));
    if (this.#move === null) this.sfu.watch(expected);
    if (hasReported && people.length === 0) return;
    const { arrived, isThere, isShown } = await progressOn(plane, {
      people,
      shownSince: this.shown.onSfu,
      isHidden: (id, source) => this.sfu.isHidden(id, source),
    });
    if (plane !== this.sfu.plane || this.#self === null) return;
    const move = this.#move;
    const isShowing = move === null || move.isSwitching;
    for (const id of arrived) {
      if (isShowing && this.#others.has(id)) this.shown.showFrom('sfu', id);
    }
    if (move && people.some(({ id }) => plane.isUndecryptable(id))) {
      return void this.#context.reportMove(move.gen, 'no_encryption');
    }
    if (move) {
      if (move.isSwitching ? isShown : isThere) this.#report(move, move.isSwitching);
    } else if (isShown && this.#route === 'sfu' && !this.#settled.has(this.#self.id)) {
      this.#settled.add(this.#self.id);
      void this.#context.reportMove(this.#gen, 'switched');
    }
    this.#closeMesh();
  }

  /**
   * Whether this client meets a participant in the mesh, because one of them is not on the SFU; without
   * `id`, whether it meets everybody there.
   */
  #isApart(id = ''): boolean {
    return this.#without.has(id) || this.#without.has(this.#self?.id ?? '');
  }

  #refreshRoute(): void {
    const isSettled = this.#route === 'sfu' && this.#move === null && !this.#isApart();
    const isOnSfu = this.shown.onSfu.size > 0 || isSettled;
    const { trouble } = this.sfu;
    const route: RouteSnapshot = {
      kind: isOnSfu ? 'sfu' : 'mesh',
      // The way back is under way.
      trouble: trouble === 'away' && this.#move?.to === 'mesh' ? null : trouble,
    };
    if (!differs(this.#shownRoute, route)) return;
    this.#shownRoute = route;
    this.events.emit('routeChanged');
  }

  #report(move: Move, isSwitching: boolean): void {
    if (isSwitching ? move.hasSwitched : move.isProved) return;
    if (isSwitching) move.hasSwitched = true;
    else move.isProved = true;
    const step = isSwitching ? 'switched' : 'proved';
    log.info('a step of the move is done', { gen: move.gen, step });
    void this.#context.reportMove(move.gen, step);
  }
}

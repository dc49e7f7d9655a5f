import type { AbortReason, Route, StoredRoute } from '@parley/shared/media-route';

/** A participant, as far as the route of the media is concerned. */
export interface Member {
  readonly id: string;
  /** Another instance of the participant has to confirm again. */
  readonly instanceId: string;
  /** Whether the participant has a socket; a move does not wait for one that has none. */
  readonly isConnected: boolean;
}

/** A consequence of a transition; their order counts. */
export type RouteEffect =
  /** Create the room of this move if it leads to the SFU, and tell all members. */
  | { kind: 'start'; gen: number; to: Route; without: readonly string[] }
  /** Tell all members that they may show the new route. */
  | { kind: 'switch'; gen: number }
  /** Tell all members who has switched and, when the move is done, who is apart. */
  | { kind: 'settled'; gen: number; ids: readonly string[]; without: readonly string[] | null }
  | { kind: 'abort'; gen: number; reason: AbortReason; cause: AbortCause }
  /** The route is this one from now on, also after a restart of the server. */
  | { kind: 'store'; route: Route; gen: number }
  /** The SFU is there again, but has forgotten its rooms. */
  | { kind: 'reopen'; gen: number }
  /** Nobody needs the SFU's room of this move any more. */
  | { kind: 'close'; gen: number };

/** Why a move was aborted, for the operator. */
export interface AbortCause {
  readonly to: Route;
  readonly phase: 'proving' | 'switching';
  /** Connected members who had not confirmed this phase. */
  readonly missing: number;
  readonly connected: number;
  /** The members whose failure it was, as far as that is known. */
  readonly blamed: readonly string[];
  /** Milliseconds until the next attempt. */
  readonly retryMs: number;
}

/** A moment by the wall clock and by the clock that never goes back, in milliseconds. */
export interface Moment {
  readonly now: number;
  readonly tick: number;
}

export interface RouteLimits {
  /** The largest meeting that stays in a mesh. */
  readonly meshLimit: number;
  /** The largest meeting that a mesh can hold at all. */
  readonly hardMeshLimit: number;
}

/** A meeting of this size is better off in a mesh, unless the mesh itself holds fewer. */
const RETURN_AT = 3;
/** How long it must have been that small, in milliseconds. */
const RETURN_AFTER_MS = 60_000;
const PROVE_MS = 10_000;
const SWITCH_MS = 20_000;
/** Soon, because a busy machine may only have been late. */
const FIRST_RETRY_MS = 15_000;
const LAST_RETRY_MS = 30 * 60_000;

/** A mesh of this size may be too much for a participant's processor or uplink. */
const LIMITED_AT = 4;
/** A participant who has failed this often is not waited for. */
const FAILURES = 2;

interface Move {
  readonly gen: number;
  readonly to: Route;
  phase: 'proving' | 'switching';
  deadline: number;
  readonly proved: Set<string>;
  /** Members who failed before: the move does not wait for them, and they keep the mesh. */
  readonly without: ReadonlySet<string>;
}

/**
 * The route of one meeting's media and its moves. Pure: it does no I/O, sets no timer and reads no
 * clock.
 *
 * A move proves the new route before anybody gives up the old one: start → all proved → switch → all
 * switched → done. Until then, any failure aborts it and the old route is still there.
 */
export class MediaRoute {
  readonly #limits: RouteLimits;
  #route: Route;
  #gen: number;
  #lastGen = 0;
  #move: Move | null = null;
  /** Members who show the current move's new route, or have come to a settled one. */
  readonly #switched = new Set<string>();
  #members: readonly Member[] = [];
  /** Null until the server knows: a restarted one must not give up a route that works. */
  #isSfuThere: boolean | null = null;
  #smallSince: number | null = null;
  #retryAt = 0;
  #failures = 0;
  /** How many moves failed because of a participant; also of those who have left, and may return. */
  readonly #blame = new Map<string, number>();
  /** Because of whom the last move failed. */
  #lastBlamed: readonly string[] = [];
  /** Members who have not come to the SFU, which the last move did not wait for. */
  readonly #apart = new Set<string>();
  /** Members whose processor or uplink has been limiting in the mesh. */
  readonly #limited = new Set<string>();

  /** @param stored the route of a meeting that another server ran */
  constructor(limits: RouteLimits, stored?: StoredRoute) {
    this.#limits = limits;
    this.#route = stored?.route ?? 'mesh';
    this.#gen = stored?.gen ?? 0;
  }

  /** The route that carries the media, and the number of the move that led to it. */
  get current(): StoredRoute {
    return { route: this.#route, gen: this.#gen };
  }

  /** The move that is under way; a client that joins takes part in it. */
  get move() {
    if (this.#move === null) return null;
    const { gen, to, phase, deadline, without } = this.#move;
    return { gen, to, isSwitching: phase === 'switching', deadline, without: [...without] };
  }

  /** Members whom others reach only by the mesh, although the route is the SFU. */
  get apart(): readonly string[] {
    return [...this.#apart];
  }

  /** The move whose room a client may enter: the one that leads to the SFU, or has led there. */
  get sfuGen(): number | null {
    if (this.#move?.to === 'sfu') return this.#move.gen;
    return this.#route === 'sfu' ? this.#gen : null;
  }

  /** When `tick` has something to do next; undefined if nothing is due. */
  get nextDeadline(): number | undefined {
    if (this.#move !== null) return this.#move.deadline;
    if (this.#route === 'sfu') {
      if (this.#smallSince === null || this.#isSfuThere !== true) return undefined;
      return Math.max(this.#smallSince + RETURN_AFTER_MS, this.#retryAt);
    }
    return this.#wantsSfu() ? this.#retryAt : undefined;
  }

  /** The participants have changed. */
  setMembers(members: readonly Member[], at: Moment): RouteEffect[] {
    const before = new Map(this.#members.map(({ id, instanceId }) => [id, instanceId]));
    this.#members = members;
    const ids = new Map(members.map(({ id, instanceId }) => [id, instanceId]));
    for (const set of [this.#switched, this.#move?.proved]) {
      // Another instance has proved nothing yet.
      for (const id of set ?? []) if (ids.get(id) !== before.get(id)) set?.delete(id);
    }
    for (const set of [this.#apart, this.#limited]) {
      for (const id of set) if (!ids.has(id)) set.delete(id);
    }
    if (this.#lastBlamed.length > 0 && this.#lastBlamed.every((id) => !ids.has(id))) {
      // All whose failure it was have left.
      this.#lastBlamed = [];
      this.#failures = 0;
      this.#retryAt = Math.min(this.#retryAt, at.tick);
    }
    if (members.length > Math.min(RETURN_AT, this.#limits.meshLimit - 1)) this.#smallSince = null;
    else this.#smallSince ??= at.tick;
    if (members.length === 0) return this.#end();
    return this.#move === null ? this.#begin(at) : this.#advance(this.#move, at);
  }

  /** The SFU answers, or does not any more. */
  setSfu(isThere: boolean, at: Moment): RouteEffect[] {
    if (this.#isSfuThere === isThere) return [];
    this.#isSfuThere = isThere;
    if (isThere) return this.#welcome(at);
    const move = this.#move;
    if (move === null) return this.#begin(at);
    if (move.to === 'sfu') return this.#abort(move, 'sfu_lost', at, []);
    return move.phase === 'proving' ? this.#switch(move, at) : [];
  }

  /** A member has done a step of the move; void for another move. */
  confirm(id: string, gen: number, step: 'proved' | 'switched', at: Moment): RouteEffect[] {
    const move = this.#move;
    if (move === null) {
      // Somebody who came to a settled route, or came back to it.
      if (gen !== this.#gen || step === 'proved' || this.#switched.has(id)) return [];
      this.#switched.add(id);
      this.#apart.delete(id);
      this.#blame.delete(id);
      return [this.#settled()];
    }
    if (gen !== move.gen) return [];
    move.proved.add(id);
    if (step === 'switched' && move.phase === 'switching' && !this.#switched.has(id)) {
      this.#switched.add(id);
      if (this.#missing(move).length > 0) {
        return [{ kind: 'settled', gen, ids: [...this.#switched], without: null }];
      }
    }
    return this.#advance(move, at);
  }

  /**
   * The new route does not work for a member; void for another move, and from a member that the move
   * does not wait for. On a settled SFU it means that the member cannot come there, or not come back.
   */
  fail(id: string, gen: number, reason: AbortReason, at: Moment): RouteEffect[] {
    const move = this.#move;
    if (move === null) {
      return gen === this.#gen && reason === 'unreachable' ? this.#part(id, at) : [];
    }
    if (gen !== move.gen || this.#isForced(move) || move.without.has(id)) return [];
    return this.#abort(move, reason, at, [id]);
  }

  /** The SFU itself does not work; void for another move. */
  refuse(gen: number, at: Moment): RouteEffect[] {
    if (gen !== this.#move?.gen || this.#isForced(this.#move)) return [];
    return this.#abort(this.#move, 'unreachable', at, []);
  }

  /** The processor or uplink of a member has been limiting. It is a wish; the limits of moves hold. */
  limited(id: string, at: Moment): RouteEffect[] {
    if (this.#route !== 'mesh' || !this.#members.some((member) => member.id === id)) return [];
    this.#limited.add(id);
    return this.#move === null ? this.#begin(at) : [];
  }

  /** Time has passed. */
  tick(at: Moment): RouteEffect[] {
    const move = this.#move;
    if (move === null) return this.#begin(at);
    if (at.tick < move.deadline) return [];
    if (this.#isForced(move)) return this.#finish(move);
    const missing = this.#missing(move);
    // If most are missing, it is not their failure, but that of the SFU or of one who sends nothing.
    const isMinority = this.#isMinority(missing);
    if (move.to === 'sfu' && move.phase === 'switching' && isMinority) {
      // All have proved the SFU. Members who are late keep the mesh until they have switched.
      this.#noteBlame(missing);
      return this.#finish(move);
    }
    return this.#abort(move, 'deadline', at, isMinority ? missing : []);
  }

  /** Whether there is no way back: the SFU has gone. */
  #isForced({ to }: Move): boolean {
    return to === 'mesh' && this.#isSfuThere === false;
  }

  #wantsSfu(): boolean {
    const count = this.#members.length;
    const isWanted =
      count > this.#limits.meshLimit || (this.#limited.size > 0 && count >= LIMITED_AT);
    return this.#isSfuThere === true && isWanted;
  }

  #wantsMesh({ tick }: Moment): boolean {
    return this.#smallSince !== null && tick >= this.#smallSince + RETURN_AFTER_MS;
  }

  #begin(at: Moment): RouteEffect[] {
    if (this.#members.length === 0) return [];
    if (this.#route === 'sfu' && this.#isSfuThere === false) return this.#fallBack(at);
    if (at.tick < this.#retryAt) return [];
    if (this.#route === 'mesh') return this.#wantsSfu() ? [this.#start('sfu', at)] : [];
    return this.#wantsMesh(at) ? [this.#start('mesh', at)] : [];
  }

  /** Back to the mesh at once, with nothing to prove: the SFU is gone. */
  #fallBack(at: Moment): RouteEffect[] {
    // A larger meeting waits for the SFU, because a mesh cannot hold it.
    if (this.#members.length > this.#limits.hardMeshLimit) return [];
    const started = this.#start('mesh', at);
    return this.#move === null ? [started] : [started, ...this.#switch(this.#move, at)];
  }

  #start(to: Route, { now, tick }: Moment): RouteEffect {
    // Unique also after a restart of the server, which forgets the moves that were aborted.
    const gen = Math.max(this.#gen + 1, this.#lastGen + 1, Math.floor(now / 1_000));
    this.#lastGen = gen;
    this.#switched.clear();
    const without = to === 'sfu' ? this.#failing() : [];
    this.#move = {
      gen,
      to,
      phase: 'proving',
      deadline: tick + PROVE_MS,
      proved: new Set(),
      without: new Set(without),
    };
    return { kind: 'start', gen, to, without };
  }

  /** Goes on if nobody is missing any more. */
  #advance(move: Move, at: Moment): RouteEffect[] {
    if (this.#missing(move).length > 0) return [];
    return move.phase === 'proving' ? this.#switch(move, at) : this.#finish(move);
  }

  #switch(move: Move, { tick }: Moment): RouteEffect[] {
    move.phase = 'switching';
    move.deadline = tick + SWITCH_MS;
    return [{ kind: 'switch', gen: move.gen }];
  }

  /** The others meet a member in the mesh who cannot reach the SFU, if a mesh can hold them all. */
  #part(id: string, at: Moment): RouteEffect[] {
    const isTooLarge = this.#members.length > this.#limits.hardMeshLimit;
    const isConnected = this.#connected().includes(id);
    if (this.#route !== 'sfu' || isTooLarge || !isConnected || this.#apart.has(id)) return [];
    this.#switched.delete(id);
    this.#apart.add(id);
    // An SFU that most members cannot reach is of no use.
    if (!this.#isMinority([...this.#apart])) return [this.#start('mesh', at)];
    return [this.#settled()];
  }

  #settled(): RouteEffect {
    return { kind: 'settled', gen: this.#gen, ids: [...this.#switched], without: this.apart };
  }

  #finish({ gen, to, without }: Move): RouteEffect[] {
    const before = this.#gen;
    this.#move = null;
    this.#route = to;
    this.#gen = gen;
    this.#failures = 0;
    this.#lastBlamed = [];
    this.#apart.clear();
    for (const id of without) if (!this.#switched.has(id)) this.#apart.add(id);
    for (const id of this.#switched) this.#blame.delete(id);
    if (to === 'mesh') this.#limited.clear();
    return [
      { kind: 'store', route: to, gen },
      this.#settled(),
      ...(to === 'mesh' ? [{ kind: 'close', gen: before } as const] : []),
    ];
  }

  #abort(move: Move, reason: AbortReason, { tick }: Moment, blamed: string[]): RouteEffect[] {
    const { gen, to, phase } = move;
    const missing = this.#missing(move).length;
    const retryMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LAST_RETRY_MS);
    this.#move = null;
    this.#switched.clear();
    this.#retryAt = tick + retryMs;
    this.#failures += 1;
    if (to === 'sfu') this.#noteBlame(blamed);
    // All who stay on the SFU show its media already.
    if (to === 'mesh') for (const { id } of this.#members) this.#switched.add(id);
    const connected = this.#connected().length;
    const cause = { to, phase, missing, connected, blamed, retryMs };
    const abort = { kind: 'abort', gen, reason, cause } as const;
    return to === 'sfu' ? [abort, { kind: 'close', gen }] : [abort];
  }

  #noteBlame(ids: readonly string[]): void {
    for (const id of ids) this.#blame.set(id, (this.#blame.get(id) ?? 0) + 1);
    this.#lastBlamed = ids;
  }

  #welcome(at: Moment): RouteEffect[] {
    if (this.#route === 'sfu') return [{ kind: 'reopen', gen: this.#gen }];
    if (this.#move !== null) return [];
    this.#retryAt = at.tick;
    return this.#begin(at);
  }

  /** The meeting is over. */
  #end(): RouteEffect[] {
    const gen = this.sfuGen;
    this.#move = null;
    this.#route = 'mesh';
    return gen === null ? [] : [{ kind: 'close', gen }];
  }

  /** Connected members who hold the move up. */
  #missing({ phase, proved, without }: Move): string[] {
    const confirmed = phase === 'proving' ? proved : this.#switched;
    return this.#connected().filter((id) => !confirmed.has(id) && !without.has(id));
  }

  /** The members that a move does not wait for: a minority, because most have to prove the SFU. */
  #failing(): string[] {
    const connected = this.#connected();
    const blameOf = (id: string): number => this.#blame.get(id) ?? 0;
    return connected
      .filter((id) => blameOf(id) >= FAILURES)
      .sort((one, other) => blameOf(other) - blameOf(one))
      .slice(0, Math.ceil(connected.length / 2) - 1);
  }

  #isMinority(ids: readonly string[]): boolean {
    return ids.length * 2 < this.#connected().length;
  }

  #connected(): string[] {
    return this.#members.filter(({ isConnected }) => isConnected).map(({ id }) => id);
  }
}

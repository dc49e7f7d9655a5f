import type { AbortReason, Route, StoredRoute } from '@parley/shared/media-route';

/** A participant, as far as the route of the media is concerned. */
export interface Member {
  readonly id: string;
  /** Whether the participant has a socket; a move does not wait for one that has none. */
  readonly isConnected: boolean;
}

/** A consequence of a transition; their order counts. */
export type RouteEffect =
  /** Create the room of this move if it leads to the SFU, and tell all members. */
  | { kind: 'start'; gen: number; to: Route; deadlineMs: number }
  /** Tell all members that they may show the new route. */
  | { kind: 'switch'; gen: number }
  /** Tell all members who has switched. */
  | { kind: 'settled'; gen: number; ids: readonly string[]; isDone: boolean }
  | { kind: 'abort'; gen: number; reason: AbortReason }
  /** The route is this one from now on, also after a restart of the server. */
  | { kind: 'store'; route: Route; gen: number }
  /** The SFU is there again, but has forgotten its rooms. */
  | { kind: 'reopen'; gen: number }
  /** Nobody needs the SFU's room of this move any more. */
  | { kind: 'close'; gen: number };

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
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 30 * 60_000;

interface Move {
  readonly gen: number;
  readonly to: Route;
  phase: 'proving' | 'switching';
  deadline: number;
  readonly proved: Set<string>;
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
  get move(): { gen: number; to: Route; isSwitching: boolean; deadline: number } | null {
    if (this.#move === null) return null;
    const { gen, to, phase, deadline } = this.#move;
    return { gen, to, isSwitching: phase === 'switching', deadline };
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
    this.#members = members;
    const ids = new Set(members.map(({ id }) => id));
    for (const set of [this.#switched, this.#move?.proved]) {
      for (const id of set ?? []) if (!ids.has(id)) set?.delete(id);
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
    if (move.to === 'sfu') return this.#abort(move, 'sfu_lost', at);
    return move.phase === 'proving' ? this.#switch(move, at) : [];
  }

  /** A member has done a step of the move; void for another move. */
  confirm(id: string, gen: number, step: 'proved' | 'switched', at: Moment): RouteEffect[] {
    const move = this.#move;
    if (move === null) {
      // Somebody who came to a settled route, or came back to it.
      if (gen !== this.#gen || step === 'proved' || this.#switched.has(id)) return [];
      this.#switched.add(id);
      return [{ kind: 'settled', gen, ids: [...this.#switched], isDone: true }];
    }
    if (gen !== move.gen) return [];
    move.proved.add(id);
    if (step === 'switched' && move.phase === 'switching' && !this.#switched.has(id)) {
      this.#switched.add(id);
      if (!this.#haveAll(this.#switched)) {
        return [{ kind: 'settled', gen, ids: [...this.#switched], isDone: false }];
      }
    }
    return this.#advance(move, at);
  }

  /** The new route does not work for a member; void for another move. */
  fail(gen: number, reason: AbortReason, at: Moment): RouteEffect[] {
    if (gen !== this.#move?.gen || this.#isForced(this.#move)) return [];
    return this.#abort(this.#move, reason, at);
  }

  /** Time has passed. */
  tick(at: Moment): RouteEffect[] {
    if (this.#move === null) return this.#begin(at);
    if (at.tick < this.#move.deadline) return [];
    return this.#isForced(this.#move)
      ? this.#finish(this.#move)
      : this.#abort(this.#move, 'deadline', at);
  }

  /** Whether there is no way back: the SFU has gone. */
  #isForced({ to }: Move): boolean {
    return to === 'mesh' && this.#isSfuThere === false;
  }

  #wantsSfu(): boolean {
    return this.#isSfuThere === true && this.#members.length > this.#limits.meshLimit;
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
    this.#move = { gen, to, phase: 'proving', deadline: tick + PROVE_MS, proved: new Set() };
    return { kind: 'start', gen, to, deadlineMs: PROVE_MS };
  }

  /** Goes on if nobody is missing any more. */
  #advance(move: Move, at: Moment): RouteEffect[] {
    if (move.phase === 'proving') return this.#haveAll(move.proved) ? this.#switch(move, at) : [];
    return this.#haveAll(this.#switched) ? this.#finish(move) : [];
  }

  #switch(move: Move, { tick }: Moment): RouteEffect[] {
    move.phase = 'switching';
    move.deadline = tick + SWITCH_MS;
    return [{ kind: 'switch', gen: move.gen }];
  }

  #finish({ gen, to }: Move): RouteEffect[] {
    const before = this.#gen;
    this.#move = null;
    this.#route = to;
    this.#gen = gen;
    this.#failures = 0;
    return [
      { kind: 'store', route: to, gen },
      { kind: 'settled', gen, ids: [...this.#switched], isDone: true },
      ...(to === 'mesh' ? [{ kind: 'close', gen: before } as const] : []),
    ];
  }

  #abort({ gen, to }: Move, reason: AbortReason, { tick }: Moment): RouteEffect[] {
    this.#move = null;
    this.#switched.clear();
    this.#retryAt = tick + Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LAST_RETRY_MS);
    this.#failures += 1;
    // All who stay on the SFU show its media already.
    if (to === 'mesh') for (const { id } of this.#members) this.#switched.add(id);
    const abort = { kind: 'abort', gen, reason } as const;
    return to === 'sfu' ? [abort, { kind: 'close', gen }] : [abort];
  }

  #welcome(at: Moment): RouteEffect[] {
    if (this.#move !== null) return [];
    if (this.#route === 'sfu') return [{ kind: 'reopen', gen: this.#gen }];
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

  #haveAll(ids: ReadonlySet<string>): boolean {
    return this.#members.every(({ id, isConnected }) => !isConnected || ids.has(id));
  }
}

import type { Logger } from '../platform/logger';
import type { Scheduler, Timer } from '../platform/scheduler';
import { Meeting } from './meeting';
import type { LinkEpochs, MeetingOptions, MeetingRoom } from './meeting-io';
import type { MeetingRegistry } from './meeting-registry';
import type { MeetingStore, OwnedMeeting } from './meeting-store';
import type { MeetingDocument, NodeDocument } from './meeting.model';
import type { NodeStore } from './node-store';
import type { LeaseTimes, Moment } from './seat';

/** How often a node renews its lease. */
const RENEW_MS = 5_000;

export interface LeaseSupervisorOptions extends LeaseTimes {
  readonly registry: MeetingRegistry;
  readonly store: MeetingStore;
  readonly nodes: NodeStore;
  readonly createLinkEpochs: () => LinkEpochs;
  /** How many seats the present route of a meeting can have. */
  readonly seatLimit?: ((meetingId: string) => number) | undefined;
  /** Messages of a meeting that may not be in memory. */
  readonly countMessages: (meetingId: string) => Promise<number>;
  /**
   * When participants last wrote or did something that the record has, in milliseconds since the
   * epoch. A meeting whose server was killed does not end before.
   */
  readonly lastNoted: (meetingId: string) => Promise<number>;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The actions of the meeting service when a lease has run out. */
export interface LeaseHandlers {
  /** A lease of a seat in this meeting is due. */
  expire(meeting: Meeting): Promise<void>;
  /** Another node has taken the meeting up. */
  lose(meeting: Meeting): void;
  /** Runs a task while no client joins or leaves the room. */
  exclusively<T>(roomId: string, task: () => Promise<T>): Promise<T>;
}

/**
 * All leases and their timers (docs/decisions/038). A node renews one lease for all its meetings.
 * Meetings of a node whose lease has run out end at that node's last sign of life. Not knowing is
 * not dead: while the database cannot be reached, and for two leases after, no meeting is ended; nor
 * in the first lease of a node, because media goes on without a server and no client could come
 * back earlier.
 */
export class LeaseSupervisor {
  readonly #options: LeaseSupervisorOptions;
  readonly #nodeLeaseMs: number;
  /** Until then clients may resume the meetings of an earlier node. */
  readonly #graceUntil: number;
  readonly #seatTimers = new Map<Meeting, { deadline: number; timer: Timer }>();
  /** Rooms whose meeting this node has claimed and not opened. */
  readonly #unopened = new Set<string>();
  #nodeId: string;
  /** Until then no meeting is ended. */
  #blindUntil: number;
  /** All nodes, as of the last round. */
  #nodes = new Map<string, NodeDocument>();
  #handlers: LeaseHandlers | undefined;
  #renewal: Timer | undefined;
  #round: Promise<void> = Promise.resolve();
  #isStopped = false;
  /** This node was declared dead and has not claimed all its meetings again. */
  #mustReclaim = false;

  constructor(options: LeaseSupervisorOptions) {
    this.#options = options;
    this.#nodeLeaseMs = Math.max(options.leaseMs, 3 * RENEW_MS);
    this.#graceUntil = options.now() + options.leaseMs;
    this.#blindUntil = this.#graceUntil;
    this.#nodeId = options.nodes.newId();
  }

  /** Registers the node and begins to renew its lease. */
  async start(handlers: LeaseHandlers): Promise<void> {
    this.#handlers = handlers;
    await this.#register();
    await this.#readNodes();
    this.#scheduleRound();
  }

  /** Stops all timers. Meetings stay open for the next start. Never rejects. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#renewal?.cancel();
    for (const { timer } of this.#seatTimers.values()) timer.cancel();
    this.#seatTimers.clear();
    await this.#round;
    const { nodes, logger } = this.#options;
    try {
      await nodes.stop(this.#nodeId, new Date(this.#now()), this.#nodeLeaseMs);
    } catch (error) {
      logger.warn({ err: error }, 'could not give up the lease of this server');
    }
  }

  /** The moment of a transition that happens now. */
  moment(): Moment {
    return { now: this.#now(), tick: this.#options.scheduler.monotonic() };
  }

  /** Sets the timer for the next seat lease of a meeting; call it after each transition. */
  schedule(meeting: Meeting): void {
    const { scheduler } = this.#options;
    this.#unopened.delete(meeting.room.id);
    const deadline = meeting.isEnded || this.#isStopped ? undefined : meeting.nextDeadline();
    const before = this.#seatTimers.get(meeting);
    if (before?.deadline === deadline) return;
    before?.timer.cancel();
    this.#seatTimers.delete(meeting);
    if (deadline === undefined) return;
    const ms = Math.max(0, Math.ceil(deadline - scheduler.monotonic()));
    const timer = scheduler.setTimer(ms, () => {
      this.#seatTimers.delete(meeting);
      return this.#handlers?.expire(meeting);
    });
    this.#seatTimers.set(meeting, { deadline, timer });
  }

  /**
   * The running meeting of a room, taken up from the node that ran it, or a new one. A meeting can
   * be taken up within a lease after its last sign of life, and in the first lease of this node
   * after any time; otherwise it ends, and a new one begins.
   * @param admit called before a new meeting begins; `open` rejects with what it throws
   */
  async open(
    room: MeetingRoom,
    admit: () => Promise<void>,
  ): Promise<{ meeting: Meeting; isNew: boolean }> {
    const { store, nodes, leaseMs } = this.#options;
    const document = await store.findRunning(room.id);
    if (document === null) {
      await admit();
      const created = await store.create(room, this.#nodeId, new Date(this.#now()));
      if (created === null) return this.open(room, admit);
      const { _id, epoch, startedAt } = created;
      const state = { id: _id.toString(), epoch, startedAt };
      return { meeting: new Meeting(room, state, this.#meetingOptions()), isNew: true };
    }
    const lastSign = await this.#lastSign(document, await nodes.read(document.node ?? ''));
    const owned = await this.#claim(document, lastSign);
    if (owned === null) return this.open(room, admit);
    this.#unopened.add(room.id);
    if (Math.max(lastSign + leaseMs, this.#graceUntil) < this.#now()) {
      await this.#endLost(owned, lastSign);
      return this.open(room, admit);
    }
    const snapshot = await store.readSnapshot(document, owned, new Date(lastSign));
    const options = this.#meetingOptions();
    // That of the room may have changed since the meeting began.
    const begun = { ...room, retention: document.retention };
    const meeting = Meeting.restore(begun, snapshot, options, lastSign, this.moment());
    return { meeting, isNew: false };
  }

  /**
   * The last sign of life of a meeting that has not ended in the database, in milliseconds since the
   * epoch. The times of other nodes may be one renewal old.
   */
  lastSignOf(document: MeetingDocument): number {
    const meeting = this.#options.registry.byId(document._id.toString());
    if (meeting !== undefined) return meeting.lastSignOfLife(this.#now());
    return lastSignIn(document, this.#nodes.get(document.node ?? ''));
  }

  /** Renews the node lease once and ends the meetings of dead nodes. Never rejects. */
  async round(): Promise<void> {
    const { leaseMs, logger } = this.#options;
    try {
      await this.#renew();
      await this.#readNodes();
      if (this.#now() < this.#blindUntil) return;
      await this.#endMeetingsOfDeadNodes();
      await this.#endUnopened();
    } catch (error) {
      this.#blindUntil = Math.max(this.#blindUntil, this.#now() + 2 * leaseMs);
      logger.warn({ err: error }, 'could not renew the lease of this server');
    }
  }

  #now(): number {
    return this.#options.now();
  }

  #meetingOptions(): MeetingOptions {
    const { createLinkEpochs, store, seatLimit, leaseMs, crashLeaseMs } = this.#options;
    const linkEpochs = createLinkEpochs();
    const newId = () => store.newId();
    const newIds = { newParticipantId: newId, newActivityId: newId };
    return { linkEpochs, ...newIds, seatLimit, leaseMs, crashLeaseMs };
  }

  #scheduleRound(): void {
    this.#renewal = this.#options.scheduler.setTimer(RENEW_MS, async () => {
      this.#round = this.round();
      await this.#round;
      if (!this.#isStopped) this.#scheduleRound();
    });
  }

  async #register(): Promise<void> {
    const { nodes } = this.#options;
    await nodes.register(this.#nodeId, new Date(this.#now()), this.#nodeLeaseMs);
  }

  async #readNodes(): Promise<void> {
    const all = await this.#options.nodes.all();
    this.#nodes = new Map(all.map((node) => [node._id, node]));
  }

  async #renew(): Promise<void> {
    const { nodes, registry, logger } = this.#options;
    if (!(await nodes.renew(this.#nodeId, new Date(this.#now()), this.#nodeLeaseMs))) {
      logger.warn('another server has declared this one dead');
      this.#nodeId = nodes.newId();
      await this.#register();
      this.#mustReclaim = true;
    }
    if (!this.#mustReclaim) return;
    for (const meeting of registry.all()) {
      await this.#handlers?.exclusively(meeting.room.id, () => this.#reclaim(meeting));
    }
    this.#mustReclaim = false;
  }

  /** Claims a meeting again after this node was declared dead, unless another node has it. */
  async #reclaim(meeting: Meeting): Promise<void> {
    const { registry, store } = this.#options;
    if (registry.byId(meeting.id) !== meeting) return;
    const owned = await store.claim(meeting, this.#nodeId);
    if (owned === null) this.#handlers?.lose(meeting);
    else meeting.epoch = owned.epoch;
  }

  #claim({ _id, epoch }: MeetingDocument, lastSign: number): Promise<OwnedMeeting | null> {
    const change = { allDisconnectedAt: new Date(lastSign) };
    return this.#options.store.claim({ id: _id.toString(), epoch }, this.#nodeId, change);
  }

  async #endMeetingsOfDeadNodes(): Promise<void> {
    const { nodes, store } = this.#options;
    for (const node of this.#nodes.values()) {
      if (node._id === this.#nodeId || node.until.getTime() >= this.#now()) continue;
      if (!(await nodes.declareDead(node._id, new Date(this.#now())))) continue;
      const documents = await store.findRunningOf(node._id);
      for (const document of documents)
        await this.#endUnlessOpen(document, await this.#lastSign(document, node));
      if (documents.length === 0) await nodes.remove(node._id);
    }
  }

  /** The last sign of life of a meeting that another node ran, also between two renewals. */
  async #lastSign(
    document: MeetingDocument,
    node: NodeDocument | null | undefined,
  ): Promise<number> {
    const noted = await this.#options.lastNoted(document._id.toString());
    return Math.max(lastSignIn(document, node), noted);
  }

  /** Ends meetings that this node claimed for a client, and then could not open. */
  async #endUnopened(): Promise<void> {
    const { registry, store, leaseMs } = this.#options;
    for (const roomId of this.#unopened) {
      const document = await store.findRunning(roomId);
      if (document?.node === this.#nodeId && registry.byRoom(roomId) === undefined) {
        const lastSign = await this.#lastSign(document, undefined);
        if (lastSign + leaseMs >= this.#now()) continue;
        await this.#endUnlessOpen(document, lastSign);
      }
      this.#unopened.delete(roomId);
    }
  }

  /** Ends a meeting that no node runs, unless a client has resumed it since. */
  async #endUnlessOpen(document: MeetingDocument, lastSign: number): Promise<void> {
    await this.#handlers?.exclusively(document.roomId.toString(), async () => {
      if (this.#options.registry.byId(document._id.toString()) !== undefined) return;
      const owned = await this.#claim(document, lastSign);
      if (owned !== null) await this.#endLost(owned, lastSign);
    });
  }

  async #endLost(owned: OwnedMeeting, lastSign: number): Promise<void> {
    const { store, countMessages, logger } = this.#options;
    const messageCount = await countMessages(owned.id);
    await store.end(owned, { at: new Date(lastSign), reason: 'server_lost', messageCount });
    logger.warn({ meetingId: owned.id, reason: 'server_lost' }, 'meeting ended');
  }
}

/** When a participant was last known to be connected, in milliseconds since the epoch. */
function lastSignIn(document: MeetingDocument, node: NodeDocument | null | undefined): number {
  // Meetings that began before an update of the server lack the time of their last change.
  const change = document.lastChangeAt ?? document.startedAt;
  const connected = document.allDisconnectedAt ?? node?.renewedAt;
  return Math.max(change.getTime(), connected?.getTime() ?? 0);
}

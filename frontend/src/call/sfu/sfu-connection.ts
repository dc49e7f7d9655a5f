import type { SfuAccess } from '@parley/shared/media-route';
import type { Participant } from '@parley/shared/participants';
import { retryDelay } from '../../core/backoff';
import { createLog } from '../../core/log';
import { EncryptionError } from '../../core/room-key';
import { toCallError } from '../session/call-error';
import type { RouteTrouble } from '../session/call-snapshot';
import { TRACK_SOURCES, type TrackSource, type VisibleSource } from '../track-source';
import type { LoadSfuPlane, RemoteTracks, SfuPlane } from './sfu-plane';
import { bytesIn, SfuStatistics } from './sfu-statistics';
import { TrackWatchdog } from './track-watchdog';

const log = createLog('sfu');

export interface SfuConnectionOptions {
  readonly loadPlane: LoadSfuPlane;
  /** What this client sends. */
  readonly tracks: ReadonlyMap<TrackSource, MediaStreamTrack>;
  /** The media of this participant have changed. */
  readonly onChanged: (participantId: string) => void;
  /** The connection is there, and may replace an earlier one. */
  readonly onConnected: () => void;
  /** It could not be made, or is lost. @returns whether to try again */
  readonly onFailed: (gen: number, error?: unknown) => boolean;
  /** `trouble` has changed. */
  readonly onTrouble: () => void;
  /** A new token. Rejects while there is no room of this move. */
  readonly refresh: (gen: number) => Promise<SfuAccess>;
}

/** How long media may stop before another connection is made; ICE often finds another way sooner. */
const LOST_MS = 5_000;
/** How long the connection before lives on, until others receive from the new one. */
const OVERLAP_MS = 2_000;
/** Something arrives more often on every connection that works. */
const VERIFY_MS = 1_000;

/** The connection of this client to the SFU, which is made again when it is lost. */
export class SfuConnection {
  readonly statistics = new SfuStatistics();
  readonly #options: SfuConnectionOptions;
  /** By participant: how high each video is shown. */
  readonly #heights = new Map<string, Map<VisibleSource, number>>();
  /** The largest meeting that stays in a mesh; Infinity without an SFU. */
  #meshLimit = Infinity;
  #lowConnection = false;
  #isProving = false;
  #isPrefetched = false;
  #plane: SfuPlane | null = null;
  /** The connection before, for a moment. */
  #before: SfuPlane | null = null;
  #gen = 0;
  /** A connection is being made, or will be. */
  #isBusy = false;
  #lostSince: number | null = null;
  readonly #watchdog = new TrackWatchdog();
  #verifying: ReturnType<typeof setTimeout> | undefined;
  #closing: ReturnType<typeof setTimeout> | undefined;
  /** Grows with every attempt, so that late results are recognised. */
  #number = 0;
  #failures = 0;
  #trouble: RouteTrouble | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SfuConnectionOptions) {
    this.#options = options;
  }

  /** The plane that is connected, or was until it was lost; null without one. */
  get plane(): SfuPlane | null {
    return this.#plane;
  }

  /** Why there is no connection; kept until there is one, or until it is forgiven. */
  get trouble(): RouteTrouble | null {
    return this.#trouble;
  }

  /** Connects beside whatever is there. */
  async open(gen: number, access: SfuAccess): Promise<void> {
    const { loadPlane, onChanged, onConnected } = this.#options;
    this.#number += 1;
    this.#gen = gen;
    this.#isBusy = true;
    const number = this.#number;
    const isCurrent = () => number === this.#number;
    let plane: SfuPlane | undefined;
    try {
      const create = await loadPlane();
      if (!isCurrent()) return;
      plane = await create(gen, this.#isProving);
      if (!isCurrent()) return plane.close();
      this.#prepare(plane);
      plane.events.on('changed', onChanged);
      plane.events.on('lost', () => {
        if (isCurrent()) this.#failed(gen);
      });
      await plane.connect(access);
      if (!isCurrent()) return plane.close();
    } catch (error) {
      plane?.close();
      if (!isCurrent()) return;
      log.warn('the SFU cannot be reached', { error });
      if (!(error instanceof EncryptionError)) this.#note('unreachable');
      return this.#failed(gen, error);
    }
    this.#failures = 0;
    this.#isBusy = false;
    this.#lostSince = null;
    this.#note(null);
    this.#replacePlane(plane);
    // Anything may have changed while the connection was made.
    this.#prepare(plane);
    onConnected();
  }

  /** Makes another connection beside the one that is there, as after a change of network. */
  connectAgain(): void {
    if (this.#plane === null && !this.#isBusy) return;
    this.#isBusy = true;
    this.#number += 1;
    clearTimeout(this.#timer);
    log.info('connecting to the SFU again');
    this.#refresh(this.#gen);
  }

  /** Makes another connection if nothing arrives on this one. */
  async verify(): Promise<void> {
    const plane = this.#plane;
    if (plane === null || this.#isBusy) return;
    const before = await receivedBytes(plane);
    clearTimeout(this.#verifying);
    this.#verifying = setTimeout(() => {
      void receivedBytes(plane).then((now) => {
        if (plane === this.#plane && now <= before && !this.#isBusy) this.connectAgain();
      });
    }, VERIFY_MS);
  }

  /** To call several times a second when no move is under way: finds a connection that is of no use. */
  watch(people: Iterable<Participant>): void {
    const plane = this.#plane;
    if (plane === null || this.#isBusy) return;
    const at = performance.now();
    this.#lostSince = this.statistics.isLost ? (this.#lostSince ?? at) : null;
    const isLost = this.#lostSince !== null && at - this.#lostSince >= LOST_MS;
    if (isLost) return this.connectAgain();
    if (this.#lostSince !== null || !this.#watchdog.observe(plane, people, at)) return;
    log.warn('a track does not arrive from the SFU');
    this.connectAgain();
  }

  /** What arrives of a participant; from the connection before what the new one does not bring yet. */
  tracks(participantId: string): RemoteTracks {
    return { ...this.#before?.tracks(participantId), ...this.#plane?.tracks(participantId) };
  }

  /** Sends a track on every connection. */
  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    this.#plane?.publish(source, track);
  }

  /** See `MediaTransport.anticipate`. */
  anticipate(people: number, meshLimit: number | undefined): void {
    this.#meshLimit = meshLimit ?? Infinity;
    this.prefetchFor(people);
  }

  /** Loads the code of the SFU if the next participant makes a meeting of this size move. */
  prefetchFor(people: number): void {
    if (this.#isPrefetched || people < this.#meshLimit) return;
    this.#isPrefetched = true;
    void this.#options.loadPlane().catch((error: unknown) => {
      log.debug('the code of the SFU was not prefetched', { error });
      this.#isPrefetched = false;
    });
  }

  /** Whether the connection only has to prove itself; see `SfuPlane.setProving`. */
  setProving(on: boolean): void {
    this.#isProving = on;
    this.#plane?.setProving(on);
  }

  /** Takes a stats sample; `ids` are the other participants. */
  async sample(ids: Iterable<string>): Promise<void> {
    if (this.#plane) await this.statistics.observe(this.#plane, ids, performance.now());
  }

  constrain(participantId: string, source: VisibleSource, height: number): void {
    const heights = this.#heights.get(participantId) ?? new Map<VisibleSource, number>();
    this.#heights.set(participantId, heights.set(source, height));
    this.#plane?.constrain(participantId, source, height);
  }

  /** Low-connection mode: receives no cameras, and few frames of screens. */
  setLowConnection(on: boolean): void {
    this.#lowConnection = on;
    this.#plane?.setLowConnection(on);
  }

  /** Whether a video is not wanted now. */
  isHidden(participantId: string, source: VisibleSource): boolean {
    if (this.#lowConnection && source === 'camera') return true;
    return this.#heights.get(participantId)?.get(source) === 0;
  }

  forget(participantId: string): void {
    this.#heights.delete(participantId);
  }

  /** Ends the connection and every attempt to make one. It can be opened again. */
  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#verifying);
    this.#endBefore();
    this.#number += 1;
    this.#failures = 0;
    this.#isBusy = false;
    this.#lostSince = null;
    this.#plane?.close();
    this.#plane = null;
    this.statistics.reset();
    if (this.#trouble === 'away') this.#note(null);
  }

  /** The meeting is over. */
  forgive(): void {
    this.#note(null);
  }

  /** Tells a plane everything that it has to know before it connects. */
  #prepare(plane: SfuPlane): void {
    plane.setProving(this.#isProving);
    plane.setLowConnection(this.#lowConnection);
    const { tracks } = this.#options;
    for (const source of TRACK_SOURCES) plane.publish(source, tracks.get(source) ?? null);
    for (const [id, heights] of this.#heights) {
      for (const [source, height] of heights) plane.constrain(id, source, height);
    }
  }

  /** Others need a moment to receive from the new connection. */
  #replacePlane(plane: SfuPlane): void {
    this.#endBefore();
    this.#before = this.#plane;
    this.#plane = plane;
    this.#watchdog.restart();
    if (this.#before) this.#closing = setTimeout(() => this.#endBefore(), OVERLAP_MS);
  }

  #endBefore(): void {
    clearTimeout(this.#closing);
    if (this.#before === null) return;
    this.#before.close();
    this.#before = null;
    this.#options.onConnected();
  }

  #note(trouble: RouteTrouble | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.onTrouble();
  }

  #failed(gen: number, cause?: unknown): void {
    this.#isBusy = this.#options.onFailed(gen, cause);
    if (!this.#isBusy) return;
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(gen), retryDelay(this.#failures));
  }

  #refresh(gen: number): void {
    const number = this.#number;
    this.#options.refresh(gen).then(
      (access) => {
        if (number === this.#number) void this.open(gen, access);
      },
      (error: unknown) => {
        if (number !== this.#number) return;
        // Anything else is about the way to the server, which says so itself.
        if (toCallError(error).code === 'NOT_FOUND') this.#note('away');
        this.#failed(gen);
      },
    );
  }
}

const receivedBytes = async (plane: SfuPlane): Promise<number> => bytesIn(await plane.sample());

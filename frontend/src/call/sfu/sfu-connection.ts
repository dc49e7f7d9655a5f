import type { SfuAccess } from '@parley/shared/media-route';
import { retryDelay } from '../../core/backoff';
import { createLog } from '../../core/log';
import { toCallError } from '../session/call-error';
import type { RouteTrouble } from '../session/call-snapshot';
import type { TrackSource, VisibleSource } from '../track-source';
import type { LoadSfuPlane, SfuPlane } from './sfu-plane';
import { SfuStatistics } from './sfu-statistics';

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
  readonly onFailed: (gen: number) => boolean;
  /** `trouble` has changed. */
  readonly onTrouble: () => void;
  /** A new token. Rejects while there is no room of this move. */
  readonly refresh: (gen: number) => Promise<SfuAccess>;
}

/** The connection of this client to the SFU, which is made again when it is lost. */
export class SfuConnection {
  readonly statistics = new SfuStatistics();
  /** The largest meeting that stays in a mesh; Infinity without an SFU. */
  meshLimit = Infinity;
  readonly #options: SfuConnectionOptions;
  /** By participant: how high each video is shown. */
  readonly #heights = new Map<string, Map<VisibleSource, number>>();
  #lowConnection = false;
  #isProving = false;
  #isPrefetched = false;
  #plane: SfuPlane | null = null;
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
    const { loadPlane, tracks, onChanged, onConnected } = this.#options;
    this.#number += 1;
    const number = this.#number;
    const isCurrent = () => number === this.#number;
    let plane: SfuPlane | undefined;
    try {
      const create = await loadPlane();
      if (!isCurrent()) return;
      plane = create();
      plane.setProving(this.#isProving);
      for (const [source, track] of tracks) plane.publish(source, track);
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
      this.#note('unreachable');
      return this.#failed(gen);
    }
    this.#failures = 0;
    this.#note(null);
    this.#plane?.close();
    this.#plane = plane;
    // It may have ended while the connection was made.
    plane.setProving(this.#isProving);
    this.#constrainAll();
    onConnected();
  }

  /** Loads the code of the SFU if the next participant makes a meeting of this size move. */
  prefetchFor(people: number): void {
    if (this.#isPrefetched || people < this.meshLimit) return;
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
    this.#constrain(participantId, source, height);
  }

  /** Low-connection mode: receives no cameras. */
  setLowConnection(on: boolean): void {
    this.#lowConnection = on;
    this.#constrainAll();
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
    this.#number += 1;
    this.#failures = 0;
    this.#plane?.close();
    this.#plane = null;
    this.statistics.reset();
    if (this.#trouble === 'away') this.#note(null);
  }

  /** The meeting is over. */
  forgive(): void {
    this.#note(null);
  }

  #constrain(participantId: string, source: VisibleSource, height: number): void {
    const isOff = this.#lowConnection && source === 'camera';
    this.#plane?.constrain(participantId, source, isOff ? 0 : height);
  }

  #constrainAll(): void {
    for (const [id, heights] of this.#heights) {
      for (const [source, height] of heights) this.#constrain(id, source, height);
    }
  }

  #note(trouble: RouteTrouble | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.onTrouble();
  }

  #failed(gen: number): void {
    const { onFailed, refresh } = this.#options;
    if (!onFailed(gen)) return;
    this.#failures += 1;
    const number = this.#number;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        refresh(gen).then(
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
      },
      retryDelay(this.#failures, undefined),
    );
  }
}

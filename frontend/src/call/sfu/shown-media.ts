import type { Emitter } from '../../core/emitter';
import type { MediaTransport, RemoteMedia, TransportEvents } from '../media-transport';
import { UNKNOWN_QUALITY } from '../quality/connection-quality';
import type { DataUsed, TransportStatistics } from '../quality/statistics';
import type { Route } from '@parley/shared/media-route';
import type { SfuConnection } from './sfu-connection';

/** Of a participant who is expected on the SFU. */
const NOTHING_YET: RemoteMedia = {
  tracks: {},
  initialConnect: 'connecting',
  quality: UNKNOWN_QUALITY,
  fingerprints: null,
};
const UNDECRYPTABLE: RemoteMedia = { ...NOTHING_YET, isUndecryptable: true };

export interface ShownMediaOptions {
  readonly mesh: MediaTransport;
  readonly sfu: SfuConnection;
  readonly events: Pick<Emitter<TransportEvents>, 'emit'>;
  /** The other participants by id. */
  readonly others: ReadonlyMap<string, unknown>;
}

/** Which route each participant is shown from, and their media from there. */
export class ShownMedia {
  readonly #options: ShownMediaOptions;
  readonly #onSfu = new Map<string, number>();
  /** What `remote` has returned, which changes only with an event. */
  readonly #media = new Map<string, RemoteMedia>();

  constructor(options: ShownMediaOptions) {
    this.#options = options;
    const { events } = options.mesh;
    events.on('remoteChanged', (id) => this.changed(id));
    events.on('audioLevels', (levels) => this.#emitLevels(levels));
    events.on('statisticsUpdated', () => void this.#sample());
  }

  /** Participants whose media are shown from the SFU, and since when. */
  get onSfu(): ReadonlyMap<string, number> {
    return this.#onSfu;
  }

  isOnSfu(participantId: string): boolean {
    return this.#onSfu.has(participantId);
  }

  showFrom(route: Route, participantId: string): void {
    if (this.isOnSfu(participantId) === (route === 'sfu')) return;
    if (route === 'sfu') this.#onSfu.set(participantId, performance.now());
    else this.#onSfu.delete(participantId);
    this.changed(participantId);
  }

  /**
   * Shows a participant from the SFU as soon as anything arrives, if there is no connection in the
   * mesh. What is encrypted may be nothing to show.
   */
  showIfOnlyOnSfu(participantId: string): void {
    const { mesh, sfu, others } = this.#options;
    if (sfu.plane?.isEncrypted === true) return;
    if (!others.has(participantId) || mesh.remote(participantId) !== null) return;
    if (Object.keys(sfu.tracks(participantId)).length > 0) this.showFrom('sfu', participantId);
  }

  /** Shows all from the mesh, or those whose connection there works. */
  backToMesh(which: 'all' | 'connected'): void {
    const { mesh } = this.#options;
    for (const id of this.#onSfu.keys()) {
      const isThere = which === 'all' || mesh.remote(id)?.initialConnect === 'connected';
      if (isThere) this.showFrom('mesh', id);
    }
  }

  forget(participantId: string): void {
    this.#onSfu.delete(participantId);
    this.#media.delete(participantId);
  }

  /** Forgets all other participants. */
  keepOnly(people: ReadonlyMap<string, unknown>): void {
    for (const id of [...this.#onSfu.keys(), ...this.#media.keys()]) {
      if (!people.has(id)) this.forget(id);
    }
  }

  /** Null while nothing is known of the participant. */
  remote(participantId: string): RemoteMedia | null {
    const { mesh, sfu } = this.#options;
    const known = this.#media.get(participantId);
    if (known) return known;
    if (!this.isOnSfu(participantId) || sfu.plane === null) return mesh.remote(participantId);
    const media: RemoteMedia = {
      tracks: sfu.tracks(participantId),
      initialConnect: 'connected',
      quality: sfu.statistics.quality(participantId),
      fingerprints: null,
      isUndecryptable: sfu.plane.isUndecryptable(participantId),
    };
    this.#media.set(participantId, media);
    return media;
  }

  /** The media of a participant from whom nothing has arrived on the SFU that can be shown. */
  pending(participantId: string): RemoteMedia {
    return this.#options.sfu.plane?.isUndecryptable(participantId) ? UNDECRYPTABLE : NOTHING_YET;
  }

  changed(participantId: string): void {
    this.#media.delete(participantId);
    this.#options.events.emit('remoteChanged', participantId);
  }

  level(participantId: string): number {
    const { mesh, sfu } = this.#options;
    if (!this.isOnSfu(participantId)) return mesh.level(participantId);
    return sfu.plane?.level(participantId) ?? 0;
  }

  /** Both routes count, also where they exist side by side. */
  get dataUsed(): DataUsed {
    const [mesh, sfu] = [this.#options.mesh.dataUsed, this.#options.sfu.statistics.dataUsed];
    return {
      sentBytes: mesh.sentBytes + sfu.sentBytes,
      receivedBytes: mesh.receivedBytes + sfu.receivedBytes,
    };
  }

  statistics(): TransportStatistics {
    const { mesh, sfu } = this.#options;
    const [direct, forwarded] = [mesh.statistics(), sfu.statistics.statistics()];
    return {
      connections: [...forwarded.connections, ...direct.connections],
      streams: [...forwarded.streams, ...direct.streams],
    };
  }

  /** In the rhythm of the mesh, which samples also while it has no connections. */
  async #sample(): Promise<void> {
    const { sfu, events, others } = this.#options;
    await sfu.sample(others.keys());
    this.#refreshQualities();
    events.emit('statisticsUpdated');
  }

  #refreshQualities(): void {
    const { statistics } = this.#options.sfu;
    for (const id of this.#onSfu.keys()) {
      const known = this.#media.get(id);
      if (known && known.quality !== statistics.quality(id)) this.changed(id);
    }
  }

  #emitLevels(levels: ReadonlyMap<string, number>): void {
    const { events } = this.#options;
    if (this.#onSfu.size === 0) return events.emit('audioLevels', levels);
    this.#refreshQualities();
    const all = new Map(levels);
    for (const id of this.#onSfu.keys()) all.set(id, this.level(id));
    events.emit('audioLevels', all);
  }
}

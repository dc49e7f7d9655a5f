import type { CallStore } from '../session/call-store';
import type { MediaTransport } from '../media-transport';
import type { CallStatistics, ConnectionStatistics, DataUsed } from './statistics';
import { createValue, type ReadonlyValue, type Value } from '../../core/value';

export interface StatisticsFeedOptions {
  readonly transport: Pick<MediaTransport, 'quality' | 'dataUsed' | 'statistics'>;
  readonly store: CallStore;
}

/** Brings what the transport measures to the snapshot and to whoever watches. */
export class StatisticsFeed {
  readonly #options: StatisticsFeedOptions;
  readonly #listeners = new Set<(statistics: CallStatistics) => void>();
  readonly #dataUsed: Value<DataUsed> = createValue({ sentBytes: 0, receivedBytes: 0 });

  constructor(options: StatisticsFeedOptions) {
    this.#options = options;
  }

  /** By media, since the page was opened; changes every few seconds. */
  get dataUsed(): ReadonlyValue<DataUsed> {
    return this.#dataUsed;
  }

  /**
   * Tells the statistics now and after each measure, every two seconds. They are read from what is
   * measured anyway, and only while somebody watches. Returns the way to stop.
   */
  watch(listener: (statistics: CallStatistics) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#read());
    return () => this.#listeners.delete(listener);
  }

  /** The transport has measured. */
  refresh(): void {
    const { transport, store } = this.#options;
    this.#dataUsed.set(transport.dataUsed);
    store.update({ ownQuality: transport.quality });
    if (this.#listeners.size === 0) return;
    const statistics = this.#read();
    for (const listener of this.#listeners) listener(statistics);
  }

  close(): void {
    this.#listeners.clear();
  }

  #read(): CallStatistics {
    const connections = this.#options.transport.statistics();
    return {
      connections,
      sentBitrate: sum(connections, 'sentBitrate'),
      receivedBitrate: sum(connections, 'receivedBitrate'),
    };
  }
}

function sum(
  connections: readonly ConnectionStatistics[],
  member: 'sentBitrate' | 'receivedBitrate',
): number | null {
  const known = connections.map((one) => one[member]).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

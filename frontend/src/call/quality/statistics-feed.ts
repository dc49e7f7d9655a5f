import { createValue, type ReadonlyValue, type Value } from '../../core/value';
import type { MediaTransport } from '../media-transport';
import type { CallStore } from '../session/call-store';
import type { CallStatistics, DataUsed, TransportStatistics } from './statistics';
import { sumOfKnown } from './stats-change';

export interface StatisticsFeedOptions {
  readonly transport: Pick<MediaTransport, 'quality' | 'dataUsed' | 'statistics'>;
  readonly store: CallStore;
}

/** Passes the statistics of the transport to the snapshot and to watchers. */
export class StatisticsFeed {
  readonly #options: StatisticsFeedOptions;
  readonly #listeners = new Set<(statistics: CallStatistics) => void>();
  readonly #dataUsed: Value<DataUsed> = createValue({ sentBytes: 0, receivedBytes: 0 });

  constructor(options: StatisticsFeedOptions) {
    this.#options = options;
  }

  /** Bytes of media since the client was started; changes every few seconds. */
  get dataUsed(): ReadonlyValue<DataUsed> {
    return this.#dataUsed;
  }

  /**
   * Calls `listener` with the statistics now and after each stats sample, every two seconds.
   * Returns a function that stops it.
   */
  watch(listener: (statistics: CallStatistics) => void): () => void {
    this.#listeners.add(listener);
    listener(withSums(this.#options.transport.statistics()));
    return () => this.#listeners.delete(listener);
  }

  /** To call after the event `statisticsUpdated` of the transport, with its statistics. */
  refresh(latest: TransportStatistics): void {
    const { transport, store } = this.#options;
    this.#dataUsed.set(transport.dataUsed);
    store.update({ ownQuality: transport.quality });
    if (this.#listeners.size === 0) return;
    const statistics = withSums(latest);
    for (const listener of this.#listeners) listener(statistics);
  }

  close(): void {
    this.#listeners.clear();
  }
}

const withSums = ({ connections, streams }: TransportStatistics): CallStatistics => ({
  connections,
  streams,
  sentBitrate: sumOfKnown(connections.map(({ sentBitrate }) => sentBitrate)),
  receivedBitrate: sumOfKnown(connections.map(({ receivedBitrate }) => receivedBitrate)),
});

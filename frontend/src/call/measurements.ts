import type { CallState } from './call-state';
import type { MediaTransport } from './media-transport';
import { SavingOffer } from './stats/saving-offer';
import type { CallStatistics, ConnectionStatistics, DataUsed } from './stats/statistics';
import { createValue, type ReadonlyValue, type Value } from './value';

type Measured = Pick<MediaTransport, 'quality' | 'dataUsed' | 'statistics'>;

/** Brings what the transport measures to the snapshot and to whoever watches. */
export class Measurements {
  readonly #transport: () => Measured;
  readonly #state: CallState;
  readonly #listeners = new Set<(statistics: CallStatistics) => void>();
  readonly #dataUsed: Value<DataUsed> = createValue({ sentBytes: 0, receivedBytes: 0 });
  readonly #offer = new SavingOffer();

  constructor(transport: () => Measured, state: CallState) {
    this.#transport = transport;
    this.#state = state;
  }

  get dataUsed(): ReadonlyValue<DataUsed> {
    return this.#dataUsed;
  }

  watch(listener: (statistics: CallStatistics) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#read());
    return () => this.#listeners.delete(listener);
  }

  /** The transport has measured. */
  refresh(): void {
    const { dataUsed, quality } = this.#transport();
    this.#dataUsed.set(dataUsed);
    this.#state.update({ ownQuality: quality });
    this.#considerOffer();
    if (this.#listeners.size === 0) return;
    const statistics = this.#read();
    for (const listener of this.#listeners) listener(statistics);
  }

  setLowConnection(on: boolean): void {
    this.#state.update({ lowConnection: on });
    this.#considerOffer();
  }

  declineOffer(): void {
    this.#offer.decline(performance.now());
    this.#state.update({ offersLowConnection: false });
  }

  close(): void {
    this.#listeners.clear();
  }

  #considerOffer(): void {
    const { lowConnection, ownQuality } = this.#state.snapshot.get();
    this.#offer.observe(ownQuality.quality, lowConnection, performance.now());
    this.#state.update({ offersLowConnection: this.#offer.open });
  }

  #read(): CallStatistics {
    const connections = this.#transport().statistics();
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

import type { DataUsed } from './statistics';
import type { StatsSample } from './stats-sample';

/**
 * Adds up the bytes of all connections, closed ones included, from the totals in their stats
 * samples. Misses what a connection moves after its last sample.
 */
export class DataMeter {
  readonly #counted = new WeakMap<object, Map<string, DataUsed>>();
  #used: DataUsed = { sentBytes: 0, receivedBytes: 0 };

  get used(): DataUsed {
    return this.#used;
  }

  /** @param connection identifies the connection: the same object for each of its samples */
  observe(connection: object, { byteCounters }: Pick<StatsSample, 'byteCounters'>): void {
    const counted = this.#counted.get(connection) ?? new Map<string, DataUsed>();
    this.#counted.set(connection, counted);
    for (const { id, bytesSent, bytesReceived } of byteCounters) {
      const before = counted.get(id) ?? { sentBytes: 0, receivedBytes: 0 };
      // A counter may be missing from a sample; what it had counted stays counted.
      const sentBytes = Math.max(before.sentBytes, bytesSent ?? 0);
      const receivedBytes = Math.max(before.receivedBytes, bytesReceived ?? 0);
      counted.set(id, { sentBytes, receivedBytes });
      this.#add(sentBytes - before.sentBytes, receivedBytes - before.receivedBytes);
    }
  }

  #add(sentBytes: number, receivedBytes: number): void {
    if (sentBytes === 0 && receivedBytes === 0) return;
    this.#used = {
      sentBytes: this.#used.sentBytes + sentBytes,
      receivedBytes: this.#used.receivedBytes + receivedBytes,
    };
  }
}

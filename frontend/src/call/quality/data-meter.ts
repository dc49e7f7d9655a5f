import type { DataUsed } from './statistics';
import { byteCounters, numberOf, type StatsReport, textOf } from './stats-report';

/**
 * Counts the bytes of all connections that there were, from the totals that each reports of itself.
 * What a connection moved after its last report is not known: at most the time between two.
 */
export class DataMeter {
  readonly #counted = new WeakMap<object, Map<string, DataUsed>>();
  #used: DataUsed = { sentBytes: 0, receivedBytes: 0 };

  get used(): DataUsed {
    return this.#used;
  }

  /** `connection` is the same object at each report of the same connection. */
  observe(connection: object, report: StatsReport): void {
    const counted = this.#counted.get(connection) ?? new Map<string, DataUsed>();
    this.#counted.set(connection, counted);
    for (const entry of byteCounters(report)) {
      const id = textOf(entry, 'id') ?? '';
      const before = counted.get(id) ?? { sentBytes: 0, receivedBytes: 0 };
      // An entry may be gone from a report for a while; what was counted stays counted.
      const sentBytes = Math.max(before.sentBytes, numberOf(entry, 'bytesSent') ?? 0);
      const receivedBytes = Math.max(before.receivedBytes, numberOf(entry, 'bytesReceived') ?? 0);
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

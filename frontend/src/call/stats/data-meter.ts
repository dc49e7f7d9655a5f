import type { DataUsed } from './statistics';
import { entriesOf, numberOf, type StatsReport } from './stats-report';

/**
 * Counts the bytes of all connections that there were, from the totals that each reports of itself.
 * What a connection moved after its last report is not known: at most the time between two.
 */
export class DataMeter {
  readonly #counted = new WeakMap<object, DataUsed>();
  #used: DataUsed = { sentBytes: 0, receivedBytes: 0 };

  get used(): DataUsed {
    return this.#used;
  }

  /** `connection` is the same object at each report of the same connection. */
  observe(connection: object, report: StatsReport): void {
    const before = this.#counted.get(connection) ?? { sentBytes: 0, receivedBytes: 0 };
    const now = readTotals(report);
    // An entry may be gone from a report for a while; what was counted stays counted.
    const sentBytes = Math.max(before.sentBytes, now.sentBytes);
    const receivedBytes = Math.max(before.receivedBytes, now.receivedBytes);
    this.#counted.set(connection, { sentBytes, receivedBytes });
    if (sentBytes === before.sentBytes && receivedBytes === before.receivedBytes) return;
    this.#used = {
      sentBytes: this.#used.sentBytes + sentBytes - before.sentBytes,
      receivedBytes: this.#used.receivedBytes + receivedBytes - before.receivedBytes,
    };
  }
}

/** Of the transports (`RTCTransportStats`); of the candidate pairs where a browser has none. */
function readTotals(report: StatsReport): DataUsed {
  const transports = entriesOf(report, 'transport');
  const entries = transports.length > 0 ? transports : entriesOf(report, 'candidate-pair');
  const total = (member: string): number =>
    entries.reduce((sum, entry) => sum + (numberOf(entry, member) ?? 0), 0);
  return { sentBytes: total('bytesSent'), receivedBytes: total('bytesReceived') };
}

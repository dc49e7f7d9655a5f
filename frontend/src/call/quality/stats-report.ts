/** One entry of an `RTCStatsReport`; browsers differ in which members they fill in. */
export type StatsEntry = Readonly<Record<string, unknown>>;
export type StatsReport = ReadonlyMap<string, StatsEntry>;

export function numberOf(entry: StatsEntry | undefined, member: string): number | null {
  const value = entry?.[member];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function textOf(entry: StatsEntry | undefined, member: string): string | null {
  const value = entry?.[member];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function entriesOf(report: StatsReport, type: string): StatsEntry[] {
  return [...report.values()].filter((entry) => entry['type'] === type);
}

/**
 * The entries that count the bytes of a connection: its transports, or its candidate pairs where
 * transports do not count (Firefox). Pairs are replaced when ICE is restarted.
 */
export function byteCounters(report: StatsReport): StatsEntry[] {
  const transports = entriesOf(report, 'transport').filter(
    (entry) => numberOf(entry, 'bytesReceived') !== null,
  );
  return transports.length > 0 ? transports : entriesOf(report, 'candidate-pair');
}

/** The entry that `member` of another entry names. */
export function linked(
  report: StatsReport,
  entry: StatsEntry | undefined,
  member: string,
): StatsEntry | undefined {
  const id = textOf(entry, member);
  return id === null ? undefined : report.get(id);
}

/** One entry at two moments. */
export class StatsChange {
  readonly #before: StatsEntry | undefined;
  readonly #now: StatsEntry;

  constructor(before: StatsEntry | undefined, now: StatsEntry) {
    this.#before = before;
    this.#now = now;
  }

  /** Milliseconds between the two; null where there is no earlier one. */
  get elapsed(): number | null {
    const from = numberOf(this.#before, 'timestamp');
    const to = numberOf(this.#now, 'timestamp');
    return from === null || to === null || to <= from ? null : to - from;
  }

  /** By how much a counter grew; null without two values, or where it began anew in between. */
  grown(member: string): number | null {
    const from = numberOf(this.#before, member);
    const to = numberOf(this.#now, member);
    return from === null || to === null || to < from ? null : to - from;
  }

  /** Bits per second from a counter of bytes. */
  bitrate(member: string): number | null {
    const bytes = this.grown(member);
    const { elapsed } = this;
    return bytes === null || elapsed === null ? null : (bytes * 8_000) / elapsed;
  }
}

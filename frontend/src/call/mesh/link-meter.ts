import type { QualityReading } from '../session/call-snapshot';
import {
  graver,
  judgeOwn,
  judgeRemote,
  judgeTold,
  type Limitation,
  readMeasure,
  UNKNOWN_QUALITY,
} from '../quality/connection-quality';
import { readPeerStatistics } from '../quality/peer-statistics';
import { QualityHysteresis } from '../quality/quality-hysteresis';
import type { PeerStatistics } from '../quality/statistics';
import type { StatsReport } from '../quality/stats-report';
import type { SourceOfMid } from '../quality/stream-statistics';

const NOTHING: PeerStatistics = {
  path: null,
  sentBitrate: null,
  receivedBitrate: null,
  streams: [],
};

/** Keeps the last two reports of one connection, and what they say about its quality. */
export class LinkMeter {
  readonly #remote = new QualityHysteresis();
  readonly #own = new QualityHysteresis();
  #told = UNKNOWN_QUALITY;
  #before: StatsReport | null = null;
  #now: StatsReport | null = null;

  /** Of what comes from the other. */
  get remote(): QualityReading {
    return graver(this.#remote.reading, this.#told);
  }

  /** Of this side of the connection. */
  get own(): QualityReading {
    return this.#own.reading;
  }

  /** `limited`: see `judgeOwn`; `at` in milliseconds. Returns whether `remote` changed. */
  take(report: StatsReport, limited: boolean, at: number): boolean {
    const { remote } = this;
    this.#before = this.#now;
    this.#now = report;
    if (!this.#before) return false;
    const measure = readMeasure(this.#before, report);
    this.#remote.observe(judgeRemote(measure), at);
    this.#own.observe(judgeOwn(measure, limited), at);
    return remote !== this.remote;
  }

  /** What the other says of their own line. Returns whether `remote` changed. */
  hear(limited: Limitation | null): boolean {
    const { remote } = this;
    this.#told = judgeTold(limited);
    return remote !== this.remote;
  }

  statistics(sourceOf: SourceOfMid): PeerStatistics {
    return this.#now ? readPeerStatistics(this.#before, this.#now, sourceOf) : NOTHING;
  }

  /** The connection is another one, or does not stand. */
  reset(): void {
    this.#before = null;
    this.#now = null;
    this.#remote.reset();
    this.#own.reset();
  }
}

import type { QualityReading } from '../session/call-snapshot';
import type { TrackSource } from '../track-source';
import {
  gradeOwn,
  gradeRemote,
  gradeReported,
  readQualityInputs,
  type UplinkLimitation,
  UNKNOWN_QUALITY,
  worse,
} from './connection-quality';
import { type PeerStatistics, readPeerStatistics } from './peer-statistics';
import { QualityHysteresis } from './quality-hysteresis';
import { EMPTY_SAMPLE, type StatsSample } from './stats-sample';

/** Keeps the last two stats samples of one connection and the quality that follows from them. */
export class QualityTracker {
  readonly #remote = new QualityHysteresis();
  readonly #own = new QualityHysteresis();
  #reported = UNKNOWN_QUALITY;
  #before: StatsSample | null = null;
  #now: StatsSample | null = null;

  /** Quality of the media that arrives from the peer. */
  get remote(): QualityReading {
    return worse(this.#remote.reading, this.#reported);
  }

  /** Quality of this client's side of the connection. */
  get own(): QualityReading {
    return this.#own.reading;
  }

  /**
   * @param limited whether the camera is sent smaller than its receiver shows it; see `gradeOwn`
   * @param at the time of the sample in milliseconds, monotonic
   * @returns whether `remote` has changed
   */
  add(sample: StatsSample, limited: boolean, at: number): boolean {
    const { remote } = this;
    this.#before = this.#now;
    this.#now = sample;
    if (!this.#before) return false;
    const inputs = readQualityInputs(this.#before, sample);
    this.#remote.observe(gradeRemote(inputs), at);
    this.#own.observe(gradeOwn(inputs, limited), at);
    return remote !== this.remote;
  }

  /** Takes the report of the peer about its own uplink. Returns whether `remote` has changed. */
  setReported(limitation: UplinkLimitation | null): boolean {
    const { remote } = this;
    this.#reported = gradeReported(limitation);
    return remote !== this.remote;
  }

  /**
   * The statistics of the connection to a participant.
   *
   * @param sourceOf the source of the transceiver with this `mid`; null for an unknown one
   */
  statistics(participantId: string, sourceOf: (mid: string) => TrackSource | null): PeerStatistics {
    return readPeerStatistics(this.#before, this.#now ?? EMPTY_SAMPLE, {
      participantId,
      ownerOf: ({ mid }) => ({ participantId, source: mid === null ? null : sourceOf(mid) }),
    });
  }

  /** The connection was lost or recreated: earlier samples say nothing about what comes. */
  reset(): void {
    this.#before = null;
    this.#now = null;
    this.#remote.reset();
    this.#own.reset();
  }
}

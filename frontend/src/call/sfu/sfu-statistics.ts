import { createLog } from '../../core/log';
import {
  gradeOwn,
  gradeRemote,
  gradeReported,
  LOST_QUALITY,
  readQualityInputs,
  UNKNOWN_QUALITY,
  worse,
} from '../quality/connection-quality';
import { DataMeter } from '../quality/data-meter';
import { readPeerStatistics } from '../quality/peer-statistics';
import { QualityHysteresis } from '../quality/quality-hysteresis';
import type { DataUsed, TransportStatistics } from '../quality/statistics';
import { StatsChange } from '../quality/stats-change';
import { EMPTY_SAMPLE, type StatsSample } from '../quality/stats-sample';
import type { QualityReading } from '../session/call-snapshot';
import type { PlaneSample, SfuPlane } from './sfu-plane';

const log = createLog('sfu');

const NOTHING: PlaneSample = { sample: EMPTY_SAMPLE, owners: new Map() };
/** The browser still finds out how much it can send, and saves bits meanwhile. */
const FINDING_OUT_MS = 8_000;

/** Statistics and quality of the connections to the SFU, one at a time. */
export class SfuStatistics {
  readonly #data = new DataMeter();
  readonly #own = new QualityHysteresis();
  readonly #others = new Map<string, QualityHysteresis>();
  /** Participants of whom nothing arrives any more, not even at the SFU. */
  readonly #lost = new Set<string>();
  #plane: SfuPlane | null = null;
  #isSilent = false;
  #since = 0;
  #before: PlaneSample | null = null;
  #now: PlaneSample | null = null;

  /** Bytes of all connections to the SFU, closed ones included. */
  get dataUsed(): DataUsed {
    return this.#data.used;
  }

  /** Whether media have stopped: ICE has lost the SFU, or nothing has arrived between two samples. */
  get isLost(): boolean {
    return this.#plane !== null && (this.#plane.isLost || this.#isSilent);
  }

  /**
   * Takes a stats sample.
   *
   * @param ids the other participants
   * @param at milliseconds, monotonic
   */
  async observe(plane: SfuPlane, ids: Iterable<string>, at: number): Promise<void> {
    if (plane !== this.#plane) {
      this.reset();
      this.#plane = plane;
      this.#since = at;
    }
    const now = await plane.sample().catch((error: unknown) => {
      log.debug('no statistics of the SFU', { error });
      return null;
    });
    if (now === null || plane !== this.#plane) return;
    this.#data.observe(plane, now.sample);
    this.#before = this.#now;
    this.#now = now;
    if (this.#before === null) return;
    const people = [...ids];
    const isAlone = !people.some((id) => plane.isPresent(id));
    this.#isSilent = !isAlone && bytesIn(now) === bytesIn(this.#before);
    this.#grade(this.#before, now, people, at);
  }

  /** How well the media of a participant arrive; of this client's own connection with null. */
  quality(participantId: string | null): QualityReading {
    const plane = this.#plane;
    if (plane === null) return UNKNOWN_QUALITY;
    if (participantId === null) return this.isLost ? UNKNOWN_QUALITY : this.#own.reading;
    if (this.isLost || this.#lost.has(participantId)) return LOST_QUALITY;
    return this.#others.get(participantId)?.reading ?? UNKNOWN_QUALITY;
  }

  /** The one connection, with everybody's streams. */
  statistics(): TransportStatistics {
    if (this.#plane === null) return { connections: [], streams: [] };
    const { sample, owners } = this.#now ?? NOTHING;
    const { connection, streams } = readPeerStatistics(this.#before?.sample ?? null, sample, {
      participantId: null,
      ownerOf: ({ id }) => owners.get(id) ?? { participantId: null, source: null },
    });
    return { connections: [connection], streams };
  }

  /** The connection is closed: its samples say nothing about what comes. */
  reset(): void {
    this.#plane = null;
    this.#isSilent = false;
    this.#before = null;
    this.#now = null;
    this.#own.reset();
    this.#others.clear();
    this.#lost.clear();
  }

  #grade(before: PlaneSample, now: PlaneSample, ids: readonly string[], at: number): void {
    const plane = this.#plane;
    if (plane === null || this.isLost) return;
    const inputs = readQualityInputs(before.sample, now.sample);
    if (at - this.#since > FINDING_OUT_MS) {
      const own = gradeOwn(inputs, inputs.shortOfBits);
      this.#own.observe(plane.grade(null) === 'poor' ? worse(own, SHORT) : own, at);
    }
    const known = new Set(ids);
    for (const id of this.#others.keys()) if (!known.has(id)) this.#others.delete(id);
    this.#lost.clear();
    for (const id of known) {
      const arriving = streamsOf(id, now);
      const grade = plane.grade(id);
      // LiveKit also calls a participant lost who sends nothing for a while, such as a still screen.
      if (grade === 'lost' && !hasArrived(before, arriving)) this.#lost.add(id);
      const reading = this.#others.get(id) ?? new QualityHysteresis();
      this.#others.set(id, reading);
      const mark = gradeRemote(readQualityInputs(before.sample, arriving));
      // What a sender cannot bring to the SFU is missing although nothing gets lost on the way here.
      reading.observe(grade === 'poor' ? worse(mark, SHORT) : mark, at);
    }
  }
}

/** The SFU gives no reason; loss and delay would show here as well, so it is the uplink. */
const SHORT = gradeReported('poor');

/** The bytes that a connection has received so far. */
export const bytesIn = ({ sample: { byteCounters } }: PlaneSample): number =>
  byteCounters.reduce((sum, { bytesReceived }) => sum + (bytesReceived ?? 0), 0);

/** The sample with the streams of one participant only. */
const streamsOf = (id: string, { sample, owners }: PlaneSample): StatsSample => ({
  ...sample,
  received: sample.received.filter((stream) => owners.get(stream.id)?.participantId === id),
});

const hasArrived = ({ sample }: PlaneSample, { received }: StatsSample): boolean =>
  received.some(
    (stream) => (new StatsChange(sample.received, stream).growth('packetsReceived') ?? 0) > 0,
  );

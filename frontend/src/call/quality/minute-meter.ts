import type { ConnectionMinute } from '@parley/shared/connections';
import type { QualityReading } from '../session/call-snapshot';
import { limitationIn } from './limitation-watch';
import type { StreamStatistics, TransportStatistics } from './statistics';

/** What is measured in a minute. */
export type Measurement = Omit<ConnectionMinute, 'minute'>;

/** Fewer samples, ten seconds of them, say too little about a stream, a connection or a minute. */
const LEAST_SAMPLES = 5;
/** A limitation counts if it held for 20 seconds of a minute. */
const LIMITED_SAMPLES = 10;

/** The mean of values that come one by one. */
class Mean {
  count = 0;
  #sum = 0;

  add(value: number): void {
    this.#sum += value;
    this.count += 1;
  }

  get value(): number {
    return this.#sum / this.count;
  }
}

/**
 * Sums up the statistics of a minute. Loss and round-trip time are means over the minute, of the worst
 * stream and the worst connection. The limitation is the one that held longest, if it held for 20
 * seconds. Whether media are relayed is what the latest sample says.
 */
export class MinuteMeter {
  readonly #losses = { sent: new Map<string, Mean>(), received: new Map<string, Mean>() };
  readonly #roundTrips = new Map<string, Mean>();
  readonly #limited = { cpu: 0, bandwidth: 0 };
  #isRelayed = false;
  #samples = 0;

  /** How many samples there are of a minute in which somebody is connected. */
  get samples(): number {
    return this.#samples;
  }

  add(statistics: TransportStatistics, own: QualityReading): void {
    const pairs = statistics.connections.flatMap(({ participantId, candidatePair }) =>
      candidatePair === null ? [] : [{ participantId, ...candidatePair }],
    );
    // Nobody else is there, or nobody can be reached.
    if (pairs.length === 0) return;
    this.#samples += 1;
    this.#isRelayed = pairs.some(({ kind }) => kind === 'relay');
    for (const { participantId, roundTripTime } of pairs) {
      if (roundTripTime !== null) meanOf(this.#roundTrips, participantId ?? '').add(roundTripTime);
    }
    for (const stream of statistics.streams) {
      const { direction, active, loss } = stream;
      if (active && loss !== null) meanOf(this.#losses[direction], keyOf(stream)).add(loss);
    }
    const limitation = limitationIn(statistics, own);
    if (limitation !== null) this.#limited[limitation] += 1;
  }

  /** The minute so far; null if it has too few samples. */
  read(): Measurement | null {
    if (this.#samples < LEAST_SAMPLES) return null;
    return {
      uplinkLoss: percent(worst(this.#losses.sent)),
      downlinkLoss: percent(worst(this.#losses.received)),
      rttMs: Math.min(60_000, Math.round(worst(this.#roundTrips))),
      isRelayed: this.#isRelayed,
      limitation: this.#limitation(),
    };
  }

  reset(): void {
    this.#losses.sent.clear();
    this.#losses.received.clear();
    this.#roundTrips.clear();
    this.#limited.cpu = 0;
    this.#limited.bandwidth = 0;
    this.#samples = 0;
  }

  #limitation(): Measurement['limitation'] {
    const { cpu, bandwidth } = this.#limited;
    if (Math.max(cpu, bandwidth) < LIMITED_SAMPLES) return 'none';
    return cpu >= bandwidth ? 'cpu' : 'bandwidth';
  }
}

/** The ids of streams on two connections may be equal. */
const keyOf = ({ participantId, id }: StreamStatistics): string => `${participantId ?? ''} ${id}`;

function meanOf(means: Map<string, Mean>, key: string): Mean {
  const known = means.get(key);
  if (known !== undefined) return known;
  const mean = new Mean();
  means.set(key, mean);
  return mean;
}

/** The largest mean of enough samples; 0 without one. */
function worst(means: ReadonlyMap<string, Mean>): number {
  let most = 0;
  for (const mean of means.values()) {
    if (mean.count >= LEAST_SAMPLES) most = Math.max(most, mean.value);
  }
  return most;
}

const percent = (share: number): number => Math.min(100, Math.round(share * 100));

import {
  LOSSY_PERCENT,
  MAX_REPORTED_MINUTES,
  SLOW_RTT_MS,
  type ConnectionMinute,
} from '@parley/shared/connections';
import type { JoinAck } from '@parley/shared/meetings';
import { backoff, type BackoffPolicy } from '../../core/backoff';
import { createLog } from '../../core/log';
import type { MediaTransport } from '../media-transport';
import type { TransportStatistics } from '../quality/statistics';
import { MinuteMeter, type Measurement } from '../quality/minute-meter';
import { isTransient, toCallError } from './call-error';

const log = createLog('connections');

const MINUTE_MS = 60_000;
/** At first the browser finds out how much it can send, and these samples say nothing yet. */
const SETTLING_SAMPLES = 5;
/** The first report of a stay comes after so many samples, 20 seconds, also of a short call. */
const FIRST_AFTER_SAMPLES = 10;
/** Minutes that say something new and are not sent; the latest ones stay. */
const MAX_UNSENT = 60;
/** While the server cannot be reached. */
const AGAIN: BackoffPolicy = { firstMs: 10_000, longestMs: 300_000 };

/** The times of a meeting that this client is in. */
interface MeetingClock {
  readonly meetingId: string;
  readonly joinSeq: number;
  /** How long the meeting had lasted at `since`, in milliseconds, by the server's clock. */
  readonly elapsed: number;
  /** `performance.now()` */
  readonly since: number;
}

export interface ConnectionReporterOptions {
  readonly transport: Pick<MediaTransport, 'quality'>;
  /** Rejects when the server did not store the minutes. */
  send(minutes: ConnectionMinute[]): Promise<unknown>;
}

/**
 * Reports for the record how the connections of this client are. It sums up the statistics that the
 * transport has anyway, and reports a minute only if it says something new. It has no timers: all
 * happens with the stats samples, and no part of the call waits for it.
 */
export class ConnectionReporter {
  readonly #options: ConnectionReporterOptions;
  readonly #meter = new MinuteMeter();
  #clock: MeetingClock | null = null;
  /** The minute that is being measured. */
  #minute = -1;
  /** Samples since the client entered the meeting with others in it. */
  #settled = 0;
  /** The last minute that was new. */
  #last: Measurement | null = null;
  #unsent: ConnectionMinute[] = [];
  #isSending = false;
  #failures = 0;
  /** `performance.now()` */
  #nextAttemptAt = 0;

  constructor(options: ConnectionReporterOptions) {
    this.#options = options;
  }

  /** The client has a seat: for the first time, again, or after a disconnect. */
  entered({ meeting, self, serverTime }: JoinAck): void {
    const before = this.#clock;
    const elapsed = Date.parse(serverTime ?? '') - Date.parse(meeting.startedAt);
    const { joinSeq } = self;
    this.#nextAttemptAt = 0;
    this.#clock = { meetingId: meeting.id, joinSeq, elapsed, since: performance.now() };
    if (before?.meetingId !== meeting.id) this.#unsent = [];
    if (before?.meetingId === meeting.id && before.joinSeq === joinSeq) return;
    this.#meter.reset();
    this.#last = null;
    this.#settled = 0;
    this.#minute = this.#minuteNow();
  }

  /** To call after the event `statisticsUpdated` of the transport. Never throws. */
  sample(statistics: TransportStatistics): void {
    const minute = this.#minuteNow();
    // The server did not tell its time.
    if (Number.isNaN(minute)) return;
    if (minute !== this.#minute) {
      this.#note(this.#meter.read());
      this.#meter.reset();
      this.#minute = minute;
    }
    if (this.#settled >= SETTLING_SAMPLES) {
      this.#meter.add(statistics, this.#options.transport.quality);
    } else if (statistics.connections.length > 0) this.#settled += 1;
    if (this.#last === null && this.#meter.samples >= FIRST_AFTER_SAMPLES) {
      this.#note(this.#meter.read());
    }
    void this.#send();
  }

  #minuteNow(): number {
    if (this.#clock === null) return Number.NaN;
    const { elapsed, since } = this.#clock;
    return Math.max(0, Math.floor((elapsed + performance.now() - since) / MINUTE_MS));
  }

  #note(measurement: Measurement | null): void {
    if (measurement === null || !isNews(this.#last, measurement)) return;
    this.#last = measurement;
    const others = this.#unsent.filter(({ minute }) => minute !== this.#minute);
    this.#unsent = [...others, { minute: this.#minute, ...measurement }].slice(-MAX_UNSENT);
  }

  async #send(): Promise<void> {
    if (this.#isSending || this.#unsent.length === 0) return;
    if (performance.now() < this.#nextAttemptAt) return;
    const minutes = this.#unsent.slice(0, MAX_REPORTED_MINUTES);
    this.#isSending = true;
    try {
      await this.#options.send(minutes);
      this.#failures = 0;
      this.#forget(minutes);
    } catch (error) {
      this.#failures += 1;
      this.#nextAttemptAt = performance.now() + backoff(this.#failures, AGAIN);
      log.debug('the connections were not reported', { error });
      // Without a seat, the minutes wait for the next one. Any other refusal would come again.
      const refusal = toCallError(error);
      if (!isTransient(refusal) && refusal.code !== 'NOT_A_MEMBER') this.#forget(minutes);
    } finally {
      this.#isSending = false;
    }
  }

  /** A minute that was measured anew while it was under way stays. */
  #forget(minutes: readonly ConnectionMinute[]): void {
    this.#unsent = this.#unsent.filter((one) => !minutes.includes(one));
  }
}

const isPoor = ({ uplinkLoss, downlinkLoss, rttMs }: Measurement): boolean =>
  Math.max(uplinkLoss, downlinkLoss) >= LOSSY_PERCENT || rttMs >= SLOW_RTT_MS;

/** Whether a minute says something that the last reported one does not say. */
function isNews(last: Measurement | null, now: Measurement): boolean {
  return (
    last === null ||
    isPoor(now) ||
    isPoor(last) ||
    now.isRelayed !== last.isRelayed ||
    now.limitation !== last.limitation
  );
}

import type { IceReport } from '@parley/shared/ice';
import { backoff, type BackoffPolicy } from '../../core/backoff';
import { createLog } from '../../core/log';
import type { Scope } from '../../core/scope';
import type { MediaTransport, RemoteMedia } from '../media-transport';

const log = createLog('ice');

/** Collects what happens at about the same time, as after a join. */
const REPORT_AFTER_MS = 10_000;
/** While the server cannot be reached, or the call is over. */
const AGAIN: BackoffPolicy = { firstMs: 10_000, longestMs: 300_000 };

const NOTHING: IceReport = { direct: 0, relay: 0, timedOut: 0, lost: 0 };

export interface IceReporterOptions {
  readonly transport: Pick<MediaTransport, 'remote' | 'statistics'>;
  readonly scope: Scope;
  /** Rejects when the server did not get the report. */
  send(report: IceReport): Promise<unknown>;
}

/**
 * Counts how the ICE connections to other participants fare, for the operator: direct or over a
 * relay, never established, lost. Numbers only. Sends the counts some seconds after they change, and
 * keeps them while the server cannot be reached.
 */
export class IceReporter {
  readonly #options: IceReporterOptions;
  #counts = NOTHING;
  /** What was last seen of each participant. */
  readonly #seen = new Map<string, RemoteMedia>();
  /** Participants whose ICE connection is new, so that its kind is not known yet. */
  readonly #uncounted = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(options: IceReporterOptions) {
    this.#options = options;
    options.scope.add(() => clearTimeout(this.#timer));
  }

  /** The media or the quality of this participant changed. */
  observe(id: string): void {
    const before = this.#seen.get(id);
    const now = this.#options.transport.remote(id);
    if (now === null) {
      this.#seen.delete(id);
      this.#uncounted.delete(id);
      return;
    }
    this.#seen.set(id, now);
    const enters = (state: RemoteMedia['initialConnect']) =>
      now.initialConnect === state && before?.initialConnect !== state;
    if (enters('timed-out')) this.#add('timedOut');
    if (enters('connected')) this.#uncounted.add(id);
    const isLost = now.quality.quality === 'lost';
    if (isLost && before !== undefined && before.quality.quality !== 'lost') this.#add('lost');
  }

  /** A stats sample tells which candidates the new connections have selected. */
  countNew(): void {
    if (this.#uncounted.size === 0) return;
    const { connections } = this.#options.transport.statistics();
    for (const id of this.#uncounted) {
      const connection = connections.find(({ participantId }) => participantId === id);
      if (connection?.candidatePair) this.#add(connection.candidatePair.kind);
      // Without a connection of its own, the SFU carries the media of this participant.
      if (connection === undefined || connection.candidatePair) this.#uncounted.delete(id);
    }
  }

  #add(what: keyof IceReport): void {
    this.#counts = { ...this.#counts, [what]: this.#counts[what] + 1 };
    this.#timer ??= setTimeout(() => void this.#report(), REPORT_AFTER_MS);
  }

  async #report(): Promise<void> {
    const report = this.#counts;
    try {
      await this.#options.send(report);
      this.#counts = subtract(this.#counts, report);
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      log.debug('the ICE connections were not reported', { error });
    }
    if (this.#options.scope.closed) return;
    this.#timer = Object.values(this.#counts).some((count) => count > 0)
      ? setTimeout(() => void this.#report(), backoff(Math.max(1, this.#failures), AGAIN))
      : undefined;
  }
}

const subtract = (all: IceReport, part: IceReport): IceReport => ({
  direct: all.direct - part.direct,
  relay: all.relay - part.relay,
  timedOut: all.timedOut - part.timedOut,
  lost: all.lost - part.lost,
});

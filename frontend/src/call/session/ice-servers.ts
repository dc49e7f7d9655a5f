import type { IceServer } from '@parley/shared/ice';
import type { Scope } from '../../core/scope';
import type { SignalingChannel } from '../signaling-channel';

/** Where the servers do not say it themselves. */
const RENEW_EVERY_MS = 300_000;
/** Fresh enough for the next connection, unless they are renewed more often than that. */
const FRESH_MS = 30_000;
/** A living server answers in one round trip. */
const PATIENCE_MS = 2_000;
/** The same where there is reason to believe that nothing comes through. */
const DOUBTFUL_PATIENCE_MS = 1_000;

export interface IceServersOptions {
  readonly channel: SignalingChannel;
  readonly scope: Scope;
  onChange(servers: readonly IceServer[]): void;
}

/**
 * The STUN and TURN servers of this call, with credentials that are renewed before they end and
 * before each ICE restart. The question doubles as a probe: a network that changed under an open
 * socket leaves it dead without a word, and nobody answers.
 */
export class IceServers {
  readonly #options: IceServersOptions;
  #servers: readonly IceServer[] = [];
  #renewedAt = Number.NEGATIVE_INFINITY;
  #renewing: Promise<void> | null = null;
  #renewEveryMs = RENEW_EVERY_MS;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: IceServersOptions) {
    this.#options = options;
    options.scope.add(() => clearInterval(this.#timer));
  }

  /** Whether the server has said which there are; a connection made before could use none. */
  get known(): boolean {
    return Number.isFinite(this.#renewedAt);
  }

  /** What came with an ack. */
  set(servers: readonly IceServer[]): void {
    this.#servers = servers;
    this.#renewedAt = performance.now();
    this.#renewInTime();
    this.#options.onChange(servers);
  }

  /** Resolves with fresh credentials, or after two seconds without. Never rejects. */
  async refresh(): Promise<void> {
    const expire = this.#servers.some(({ credential }) => credential !== undefined);
    const freshMs = Math.min(FRESH_MS, this.#renewEveryMs / 2);
    if (expire && performance.now() - this.#renewedAt >= freshMs) await this.probe();
  }

  /**
   * Asks whether the server still hears us; where it does not, the socket is made anew: sooner if
   * that is in `doubt`.
   */
  probe(doubt = false): Promise<void> {
    const { channel, scope } = this.#options;
    if (scope.closed || channel.state.get() !== 'connected') return Promise.resolve();
    const patienceMs = doubt ? DOUBTFUL_PATIENCE_MS : PATIENCE_MS;
    this.#renewing ??= this.#renew(patienceMs).finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  /** Again and again, as the server may be away at the time. */
  #renewInTime(): void {
    const seconds = this.#servers.flatMap(({ refreshAfterSeconds }) => refreshAfterSeconds ?? []);
    this.#renewEveryMs = seconds.length > 0 ? Math.min(...seconds) * 1000 : RENEW_EVERY_MS;
    clearInterval(this.#timer);
    if (this.#options.scope.closed) return;
    this.#timer = setInterval(() => void this.refresh(), this.#renewEveryMs);
  }

  async #renew(patienceMs: number): Promise<void> {
    const { channel, scope } = this.#options;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const overdue = new Promise<'overdue'>((resolve) => {
      timer = setTimeout(() => resolve('overdue'), patienceMs);
    });
    try {
      const answer = await Promise.race([channel.request('ice:refresh', {}), overdue]);
      if (scope.closed) return;
      if (answer === 'overdue') channel.reconnect();
      else this.set(answer.iceServers);
    } catch {
      // Refused or disconnected meanwhile: the servers known so far have to do.
    } finally {
      clearTimeout(timer);
    }
  }
}

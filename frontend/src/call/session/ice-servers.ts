import type { IceServer } from '@parley/shared/ice';
import type { Scope } from '../../core/scope';

/** The interval if the server does not say when to refresh the credentials. */
const REFRESH_EVERY_MS = 300_000;
/** Credentials of this age are fresh enough for the next connection. */
const FRESH_MS = 30_000;

export interface IceServersOptions {
  readonly scope: Scope;
  /** Asks the server for credentials; they arrive by `set`. Never rejects. */
  request(): Promise<void>;
  onChange(servers: readonly IceServer[]): void;
}

/**
 * The STUN and TURN servers of this call. Refreshes their credentials before they expire and before
 * each ICE restart.
 */
export class IceServers {
  readonly #options: IceServersOptions;
  #servers: readonly IceServer[] = [];
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #refreshEveryMs = REFRESH_EVERY_MS;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: IceServersOptions) {
    this.#options = options;
    options.scope.add(() => clearInterval(this.#timer));
  }

  /** Whether the server has sent its list; a connection made before could use no relay. */
  get known(): boolean {
    return Number.isFinite(this.#refreshedAt);
  }

  /** Takes the list from an ack. */
  set(servers: readonly IceServer[]): void {
    this.#servers = servers;
    this.#refreshedAt = performance.now();
    this.#scheduleRefresh();
    this.#options.onChange(servers);
  }

  /** Resolves with fresh credentials, or after two seconds without them. Never rejects. */
  async refresh(): Promise<void> {
    const canExpire = this.#servers.some(({ credential }) => credential !== undefined);
    const freshMs = Math.min(FRESH_MS, this.#refreshEveryMs / 2);
    const isStale = performance.now() - this.#refreshedAt >= freshMs;
    if (canExpire && isStale) await this.#options.request();
  }

  /** Repeats, because the server may be unreachable at the time. */
  #scheduleRefresh(): void {
    const seconds = this.#servers.flatMap(({ refreshAfterSeconds }) => refreshAfterSeconds ?? []);
    this.#refreshEveryMs = seconds.length > 0 ? Math.min(...seconds) * 1000 : REFRESH_EVERY_MS;
    clearInterval(this.#timer);
    if (this.#options.scope.closed) return;
    this.#timer = setInterval(() => void this.refresh(), this.#refreshEveryMs);
  }
}

import { byteCounters, numberOf, textOf } from '../quality/stats-report';

/** How long a lost path may come back by itself before ICE is restarted. */
const DISCONNECTED_PATIENCE_MS = 2_000;
/** Something arrives at least this often where a path carries: sound, reports, consent checks. */
const LOOK_MS = 1_000;
/** A path that can be found is found by then, a relay over TLS included. */
const SEEKING_MS = 15_000;
/** So many failures in a row, or so long without a path, and the connection is given up. */
const MAX_FAILURES = 3;
const FAILING_MS = 30_000;

export interface IceMonitorOptions {
  restart(): void;
  /** Nothing arrives on a path that is called connected and was in doubt. */
  onSilence(): void;
  /** ICE restarts did not help. */
  giveUp(): void;
  onConnected(): void;
  /** What `lost` answers, without a change of the state that the browser tells. */
  onChange(): void;
}

/**
 * Firefox (seen in 153) sends nothing any more on a connection that it has called failed, not
 * even when ICE is restarted and it calls the connection connected again.
 */
const isFailureFinal = (): boolean =>
  typeof navigator !== 'undefined' && /\bFirefox\//.test(navigator.userAgent);

/** Decides when to restart ICE (RFC 8445 2.4) and when a restart is no longer worth a try. */
export class IceMonitor {
  readonly #pc: RTCPeerConnection;
  readonly #options: IceMonitorOptions;
  #failures = 0;
  #failingSince = 0;
  #online = false;
  /** How long nothing has arrived on a path that is disconnected. */
  #silentMs = 0;
  #closed = false;
  #spent = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #doubt: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(pc: RTCPeerConnection, options: IceMonitorOptions) {
    this.#pc = pc;
    this.#options = options;
    pc.oniceconnectionstatechange = () => this.#onState();
  }

  get connected(): boolean {
    const state = this.#pc.iceConnectionState;
    return state === 'connected' || state === 'completed';
  }

  /**
   * Nothing comes through. Where many packets are lost, browsers call a path disconnected on which
   * sound goes on, as only the checks of consent count for that (RFC 7675 5.1).
   */
  get lost(): boolean {
    return !this.connected && (!this.#disconnected || this.#silentMs > 0);
  }

  /** An ICE restart would not bring the media back: only a new connection can. */
  get spent(): boolean {
    return this.#spent;
  }

  /** Something went wrong that a new negotiation may heal. */
  fail(): void {
    const now = performance.now();
    if (this.#failures === 0) this.#failingSince = now;
    this.#failures += 1;
    this.seek();
    const hopeless = this.#failures >= MAX_FAILURES || now - this.#failingSince >= FAILING_MS;
    if (hopeless) this.#options.giveUp();
    else this.#options.restart();
  }

  /** The path may be gone: it is called silent unless something arrives within a second. */
  async doubt(): Promise<void> {
    const before = await bytesReceived(this.#pc);
    clearTimeout(this.#doubt);
    this.#doubt = setTimeout(() => void this.#endDoubt(before), LOOK_MS);
  }

  /**
   * A path is looked for from now on, and must be found in time: where no two candidates fit
   * together, browsers stay `new` or `failed` and tell nothing.
   */
  seek(): void {
    clearTimeout(this.#deadline);
    const sought = this.#online && !this.#closed && !this.connected;
    if (!sought || !this.#pc.remoteDescription) return;
    this.#deadline = setTimeout(() => this.fail(), SEEKING_MS);
  }

  /** Whether the other side can be told; failures while it could not say nothing. */
  setOnline(online: boolean): void {
    this.#online = online;
    if (online) this.#failures = 0;
    this.seek();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#patience);
    clearTimeout(this.#doubt);
    clearTimeout(this.#deadline);
    this.#pc.oniceconnectionstatechange = null;
  }

  #onState(): void {
    clearTimeout(this.#patience);
    const state = this.#pc.iceConnectionState;
    if (state === 'failed') {
      this.#spent ||= isFailureFinal();
      this.fail();
    }
    if (state === 'disconnected') void this.#watch();
    if (this.connected) {
      this.#failures = 0;
      clearTimeout(this.#deadline);
      this.#options.onConnected();
    }
  }

  get #disconnected(): boolean {
    return !this.#closed && this.#pc.iceConnectionState === 'disconnected';
  }

  /** As long as bytes trickle in, the path may come back by itself: patience begins anew. */
  async #watch(): Promise<void> {
    this.#silentMs = 0;
    const before = await bytesReceived(this.#pc);
    if (this.#disconnected) this.#lookAgain(before);
  }

  #lookAgain(before: Counts): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => void this.#look(before), LOOK_MS);
  }

  async #look(before: Counts): Promise<void> {
    const now = await bytesReceived(this.#pc);
    if (!this.#disconnected) return;
    const wasLost = this.lost;
    this.#silentMs = hasGrown(before, now) ? 0 : this.#silentMs + LOOK_MS;
    if (this.lost !== wasLost) this.#options.onChange();
    if (this.#silentMs < DISCONNECTED_PATIENCE_MS) return this.#lookAgain(now);
    this.seek();
    this.#options.restart();
  }

  async #endDoubt(before: Counts): Promise<void> {
    const now = await bytesReceived(this.#pc);
    if (!this.#closed && !hasGrown(before, now)) this.#options.onSilence();
  }
}

/** Bytes received so far, by the id of what counts them. */
type Counts = ReadonlyMap<string, number>;

async function bytesReceived(pc: RTCPeerConnection): Promise<Counts> {
  if (pc.signalingState === 'closed') return new Map();
  return new Map(
    byteCounters(await pc.getStats()).map((entry) => [
      textOf(entry, 'id') ?? '',
      numberOf(entry, 'bytesReceived') ?? 0,
    ]),
  );
}

/** Whether anything has arrived in between. */
function hasGrown(before: Counts, now: Counts): boolean {
  return [...now].some(([id, bytes]) => bytes > (before.get(id) ?? 0));
}

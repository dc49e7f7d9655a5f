/** How long a lost path may come back by itself before ICE is restarted. */
const DISCONNECTED_PATIENCE_MS = 2_000;
/** Something arrives at least this often where a path carries: sound, reports, consent checks. */
const DOUBT_MS = 1_000;
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
}

/** Decides when to restart ICE (RFC 8445 2.4) and when a restart is no longer worth a try. */
export class IceMonitor {
  readonly #pc: RTCPeerConnection;
  readonly #options: IceMonitorOptions;
  #failures = 0;
  #failingSince = 0;
  #online = false;
  #closed = false;
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
    this.#doubt = setTimeout(() => void this.#endDoubt(before), DOUBT_MS);
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
    if (state === 'failed') this.fail();
    if (state === 'disconnected') void this.#wait();
    if (this.connected) {
      this.#failures = 0;
      clearTimeout(this.#deadline);
      this.#options.onConnected();
    }
  }

  get #disconnected(): boolean {
    return !this.#closed && this.#pc.iceConnectionState === 'disconnected';
  }

  async #wait(): Promise<void> {
    const before = await bytesReceived(this.#pc);
    if (!this.#disconnected) return;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => void this.#endPatience(before), DISCONNECTED_PATIENCE_MS);
  }

  /** As long as bytes trickle in, the path may come back by itself: patience begins anew. */
  async #endPatience(before: number): Promise<void> {
    const now = await bytesReceived(this.#pc);
    if (!this.#disconnected) return;
    if (now > before) return void this.#wait();
    this.seek();
    this.#options.restart();
  }

  async #endDoubt(before: number): Promise<void> {
    const now = await bytesReceived(this.#pc);
    if (!this.#closed && now <= before) this.#options.onSilence();
  }
}

async function bytesReceived(pc: RTCPeerConnection): Promise<number> {
  if (pc.signalingState === 'closed') return 0;
  let bytes = 0;
  for (const report of (await pc.getStats()).values()) {
    if (report.type === 'transport') bytes += Number(report.bytesReceived ?? 0);
  }
  return bytes;
}

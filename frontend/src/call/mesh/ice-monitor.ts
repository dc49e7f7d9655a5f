/** How long a lost path may come back by itself before ICE is restarted. */
const DISCONNECTED_PATIENCE_MS = 2_000;
/** So many failures in a row, or so long without a path, and the connection is given up. */
const MAX_FAILURES = 3;
const FAILING_MS = 30_000;

export interface IceMonitorOptions {
  restart(): void;
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
  #patience: ReturnType<typeof setTimeout> | undefined;

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
    const hopeless = this.#failures >= MAX_FAILURES || now - this.#failingSince >= FAILING_MS;
    if (hopeless) this.#options.giveUp();
    else this.#options.restart();
  }

  /** Failures so far say nothing: they came while nothing could have helped. */
  forgive(): void {
    this.#failures = 0;
  }

  close(): void {
    clearTimeout(this.#patience);
    this.#pc.oniceconnectionstatechange = null;
  }

  #onState(): void {
    clearTimeout(this.#patience);
    const state = this.#pc.iceConnectionState;
    if (state === 'failed') this.fail();
    if (state === 'disconnected') void this.#wait();
    if (this.connected) {
      this.#failures = 0;
      this.#options.onConnected();
    }
  }

  async #wait(): Promise<void> {
    const before = await bytesReceived(this.#pc);
    if (this.#pc.iceConnectionState !== 'disconnected') return;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(
      () => void this.#restartIfStalled(before),
      DISCONNECTED_PATIENCE_MS,
    );
  }

  async #restartIfStalled(before: number): Promise<void> {
    const now = await bytesReceived(this.#pc);
    if (this.#pc.iceConnectionState === 'disconnected' && now <= before) this.#options.restart();
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

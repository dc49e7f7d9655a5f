import { Emitter, type Subscribable } from '../../core/emitter';
import { createLog } from '../../core/log';
import { type ByteCounter, takeStatsSample } from '../quality/stats-sample';

const log = createLog('ice');

/** How long nothing may arrive on a disconnected ICE connection before ICE is restarted. */
const SILENT_BEFORE_RESTART_MS = 2_000;
/** On a working connection, something arrives at least this often: audio, RTCP or consent checks. */
const SAMPLE_EVERY_MS = 1_000;
/** ICE connects within this time if it can connect at all, over a TLS relay included. */
const ICE_DEADLINE_MS = 15_000;
/** After this many failures in a row, or after failing for this long, restarts are no use. */
const MAX_FAILURES = 3;
const FAILING_MS = 30_000;

export type IceEvents = {
  connected: void;
  /** Only an ICE restart can bring the connection back. */
  restartNeeded: void;
  /** ICE restarts did not help: the connection has to be recreated. */
  unusable: void;
  /** `lost` may have changed. */
  changed: void;
  /** `verifyConnection`: nothing arrives on a connection that ICE calls connected. */
  verificationFailed: void;
};

/**
 * Firefox (seen in 153) sends nothing any more on a connection that has failed, even after an ICE
 * restart and although it calls the connection connected again.
 */
const isFailureFinal = (): boolean =>
  typeof navigator !== 'undefined' && /\bFirefox\//.test(navigator.userAgent);

/** Decides when to restart ICE (RFC 8445 2.4), and when restarts are no use any more. */
export class IceMonitor {
  readonly #pc: RTCPeerConnection;
  readonly #events = new Emitter<IceEvents>();
  #failures = 0;
  #failingSince = 0;
  #online = false;
  /** For how long nothing has arrived while the connection is disconnected. */
  #silentMs = 0;
  #closed = false;
  #needsRecreation = false;
  #sampling: ReturnType<typeof setTimeout> | undefined;
  #verification: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
    pc.oniceconnectionstatechange = () => this.#onState();
  }

  get events(): Subscribable<IceEvents> {
    return this.#events;
  }

  get connected(): boolean {
    const state = this.#pc.iceConnectionState;
    return state === 'connected' || state === 'completed';
  }

  /**
   * Whether nothing arrives. Under heavy packet loss, browsers call a connection disconnected that
   * still carries audio, since only consent checks count for that state (RFC 7675 5.1).
   */
  get lost(): boolean {
    return !this.connected && (!this.#isDisconnected || this.#silentMs > 0);
  }

  /** Whether an ICE restart would not bring the media back; see `isFailureFinal`. */
  get needsRecreation(): boolean {
    return this.#needsRecreation;
  }

  /** Reports a failure that a new negotiation may repair. */
  fail(): void {
    const now = performance.now();
    if (this.#failures === 0) this.#failingSince = now;
    this.#failures += 1;
    this.startIceDeadline();
    const isHopeless = this.#failures >= MAX_FAILURES || now - this.#failingSince >= FAILING_MS;
    log.info('ICE failed', { failures: this.#failures, isHopeless });
    this.#events.emit(isHopeless ? 'unusable' : 'restartNeeded');
  }

  /** Emits `verificationFailed` unless something arrives within a second. */
  async verifyConnection(): Promise<void> {
    const before = await this.#bytesReceived();
    clearTimeout(this.#verification);
    this.#verification = setTimeout(() => void this.#endVerification(before), SAMPLE_EVERY_MS);
  }

  /**
   * ICE must connect before the deadline. If no candidates fit together, browsers may stay `new` or
   * `failed` without any event.
   */
  startIceDeadline(): void {
    clearTimeout(this.#deadline);
    const isConnecting = this.#online && !this.#closed && !this.connected;
    if (!isConnecting || !this.#pc.remoteDescription) return;
    this.#deadline = setTimeout(() => this.fail(), ICE_DEADLINE_MS);
  }

  /** Sets whether signals reach the peer; failures while they did not prove nothing. */
  setOnline(online: boolean): void {
    this.#online = online;
    if (online) this.#failures = 0;
    this.startIceDeadline();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#sampling);
    clearTimeout(this.#verification);
    clearTimeout(this.#deadline);
    this.#events.clear();
    this.#pc.oniceconnectionstatechange = null;
  }

  #onState(): void {
    clearTimeout(this.#sampling);
    const state = this.#pc.iceConnectionState;
    log.info('ICE state changed', { state });
    if (state === 'failed') {
      this.#needsRecreation ||= isFailureFinal();
      this.fail();
    }
    if (state === 'disconnected') void this.#watchDisconnected();
    if (this.connected) {
      this.#failures = 0;
      clearTimeout(this.#deadline);
      this.#events.emit('connected');
    }
  }

  get #isDisconnected(): boolean {
    return !this.#closed && this.#pc.iceConnectionState === 'disconnected';
  }

  /** While bytes still arrive, the connection may recover by itself. */
  async #watchDisconnected(): Promise<void> {
    this.#silentMs = 0;
    const before = await this.#bytesReceived();
    if (this.#isDisconnected) this.#sampleLater(before);
  }

  #sampleLater(before: readonly ByteCounter[]): void {
    clearTimeout(this.#sampling);
    this.#sampling = setTimeout(() => void this.#sample(before), SAMPLE_EVERY_MS);
  }

  async #sample(before: readonly ByteCounter[]): Promise<void> {
    const now = await this.#bytesReceived();
    if (!this.#isDisconnected) return;
    const wasLost = this.lost;
    this.#silentMs = hasReceived(before, now) ? 0 : this.#silentMs + SAMPLE_EVERY_MS;
    if (this.lost !== wasLost) this.#events.emit('changed');
    if (this.#silentMs < SILENT_BEFORE_RESTART_MS) return this.#sampleLater(now);
    this.startIceDeadline();
    this.#events.emit('restartNeeded');
  }

  async #endVerification(before: readonly ByteCounter[]): Promise<void> {
    const now = await this.#bytesReceived();
    if (this.#closed || hasReceived(before, now)) return;
    log.info('Nothing arrives on a connected ICE connection');
    this.#events.emit('verificationFailed');
  }

  async #bytesReceived(): Promise<readonly ByteCounter[]> {
    return (await takeStatsSample(this.#pc)).byteCounters;
  }
}

/** Whether any counter has grown in between. */
function hasReceived(before: readonly ByteCounter[], now: readonly ByteCounter[]): boolean {
  const counted = new Map(before.map(({ id, bytesReceived }) => [id, bytesReceived ?? 0]));
  return now.some(({ id, bytesReceived }) => (bytesReceived ?? 0) > (counted.get(id) ?? 0));
}

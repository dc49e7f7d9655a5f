import type { IceServer } from '@parley/shared/ice';
import type { Scope } from '../../core/scope';

/** Beyond this a sender only makes its own queue longer. */
const MAX_BUFFERED = 64 * 1024;
/** STUN's answer to wrong credentials (RFC 8489 14.8). */
const UNAUTHORIZED = 401;

/** Two ends of one connection in one page, which may go by way of a TURN server only. */
export class LoopbackPair {
  readonly #scope: Scope;
  readonly #sender: RTCPeerConnection;
  readonly #receiver: RTCPeerConnection;
  readonly #channel: RTCDataChannel;
  #listener: ((data: ArrayBuffer) => void) | null = null;
  #wasRefused = false;
  #hasCandidate = false;

  constructor(iceServers: readonly IceServer[], scope: Scope) {
    this.#scope = scope;
    const configuration: RTCConfiguration = {
      iceServers: iceServers.map((server) => ({ ...server })),
      iceTransportPolicy: 'relay',
    };
    this.#sender = new RTCPeerConnection(configuration);
    scope.add(() => this.#sender.close());
    this.#receiver = new RTCPeerConnection(configuration);
    scope.add(() => this.#receiver.close());
    // As media: what is lost stays lost.
    this.#channel = this.#sender.createDataChannel('loopback', {
      ordered: false,
      maxRetransmits: 0,
    });
    this.#exchange(this.#sender, this.#receiver);
    this.#exchange(this.#receiver, this.#sender);
    scope.listen(this.#receiver, 'datachannel', (event) => {
      const { channel } = event as RTCDataChannelEvent;
      channel.binaryType = 'arraybuffer';
      scope.listen(channel, 'message', (message) =>
        this.#listener?.((message as MessageEvent<ArrayBuffer>).data),
      );
    });
  }

  /** Whether the TURN server was reached and did not take the credentials. */
  get wasRefused(): boolean {
    return this.#wasRefused;
  }

  get isReady(): boolean {
    return this.#channel.readyState === 'open' && this.#channel.bufferedAmount < MAX_BUFFERED;
  }

  /** Resolves with whether packets can go through; never rejects. */
  async connect(limitMs: number): Promise<boolean> {
    const opened = new Promise<boolean>((resolve) => {
      this.#scope.listen(this.#channel, 'open', () => resolve(true));
      this.#scope.listen(this.#sender, 'connectionstatechange', () => {
        if (this.#sender.connectionState === 'failed') resolve(false);
      });
      this.#scope.listen(this.#sender, 'icegatheringstatechange', () => {
        const isDone = this.#sender.iceGatheringState === 'complete';
        if (isDone && !this.#hasCandidate) resolve(false);
      });
      const timer = setTimeout(() => resolve(false), limitMs);
      this.#scope.add(() => {
        clearTimeout(timer);
        resolve(false);
      });
    });
    try {
      await this.#sender.setLocalDescription();
      await this.#receiver.setRemoteDescription(this.#description(this.#sender));
      await this.#receiver.setLocalDescription();
      await this.#sender.setRemoteDescription(this.#description(this.#receiver));
    } catch {
      return false;
    }
    return opened;
  }

  /** Returns the way to stop listening. */
  onMessage(listener: (data: ArrayBuffer) => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }

  send(data: ArrayBuffer): boolean {
    if (!this.isReady) return false;
    this.#channel.send(data);
    return true;
  }

  /** Calls `step` every so often for a while; resolves with the sum of what it returned. */
  pace(forMs: number, everyMs: number, step: () => number): Promise<number> {
    let sum = 0;
    const timer = setInterval(() => (sum += step()), everyMs);
    this.#scope.add(() => clearInterval(timer));
    return this.wait(forMs).then(() => {
      clearInterval(timer);
      return sum;
    });
  }

  /** Ends early where the check ends. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#scope.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** `relayProtocol` of the candidate in use (W3C webrtc-stats 8.6). */
  async relayProtocol(): Promise<'udp' | 'tcp' | 'tls' | 'unknown'> {
    const stats = await this.#sender.getStats().catch(() => null);
    const reports = [...(stats?.values() ?? [])] as Record<string, unknown>[];
    const pair = reports.find(({ type, nominated }) => type === 'candidate-pair' && nominated);
    const local = reports.find(({ id }) => id === pair?.['localCandidateId']);
    const protocol = local?.['relayProtocol'];
    return protocol === 'udp' || protocol === 'tcp' || protocol === 'tls' ? protocol : 'unknown';
  }

  #exchange(from: RTCPeerConnection, to: RTCPeerConnection): void {
    this.#scope.listen(from, 'icecandidate', (event) => {
      const { candidate } = event as RTCPeerConnectionIceEvent;
      // An empty one says that there are no more of a generation.
      if (candidate?.candidate) this.#hasCandidate = true;
      if (candidate) to.addIceCandidate(candidate).catch(() => undefined);
    });
    this.#scope.listen(from, 'icecandidateerror', (event) => {
      const { errorCode } = event as RTCPeerConnectionIceErrorEvent;
      if (errorCode === UNAUTHORIZED) this.#wasRefused = true;
    });
  }

  #description(end: RTCPeerConnection): RTCSessionDescription {
    if (!end.localDescription) throw new Error('A local description was just set.');
    return end.localDescription;
  }
}

import type { IceServer } from '@parley/shared/ice';
import { createLog } from '../../core/log';
import type { Scope } from '../../core/scope';
import { takeStatsSample } from '../quality/stats-sample';

const log = createLog('check');

/** More buffered bytes would only lengthen the queue of the sender. */
const MAX_BUFFERED = 64 * 1024;
/** The STUN error code for wrong credentials (RFC 8489 14.8). */
const UNAUTHORIZED = 401;

/** Both ends of a connection in this client, which uses TURN relays only. */
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
    // Like media: lost packets are not sent again.
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

  /** Whether the TURN server has refused the credentials. */
  get wasRefused(): boolean {
    return this.#wasRefused;
  }

  get isReady(): boolean {
    return this.#channel.readyState === 'open' && this.#channel.bufferedAmount < MAX_BUFFERED;
  }

  /**
   * Resolves with whether the ends have connected; never rejects.
   *
   * @param limitMs milliseconds after which it gives up
   */
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
    } catch (error) {
      log.warn('the loopback connection cannot be negotiated', { error });
      return false;
    }
    return opened;
  }

  /** Returns a function that removes the listener. */
  onMessage(listener: (data: ArrayBuffer) => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }

  /** Returns false, and sends nothing, while the channel is not ready. */
  send(data: ArrayBuffer): boolean {
    if (!this.isReady) return false;
    this.#channel.send(data);
    return true;
  }

  /** Calls `step` at an interval for a while; resolves with the sum of the returned numbers. */
  pace(forMs: number, everyMs: number, step: () => number): Promise<number> {
    let sum = 0;
    const timer = setInterval(() => (sum += step()), everyMs);
    this.#scope.add(() => clearInterval(timer));
    return this.wait(forMs).then(() => {
      clearInterval(timer);
      return sum;
    });
  }

  /** Resolves after this time, or at once when the check ends. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#scope.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** `relayProtocol` of the selected candidate pair (W3C webrtc-stats 8.6). */
  async relayProtocol(): Promise<'udp' | 'tcp' | 'tls' | 'unknown'> {
    const sample = await takeStatsSample(this.#sender).catch((error: unknown) => {
      log.debug('no statistics of the loopback connection', { error });
      return null;
    });
    const protocol = sample?.candidatePair?.relayProtocol;
    return protocol === 'udp' || protocol === 'tcp' || protocol === 'tls' ? protocol : 'unknown';
  }

  #exchange(from: RTCPeerConnection, to: RTCPeerConnection): void {
    this.#scope.listen(from, 'icecandidate', (event) => {
      const { candidate } = event as RTCPeerConnectionIceEvent;
      // An empty candidate only marks the end of candidates.
      if (candidate?.candidate) this.#hasCandidate = true;
      if (!candidate) return;
      to.addIceCandidate(candidate).catch((error: unknown) => {
        log.debug('a loopback candidate was refused', { error });
      });
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

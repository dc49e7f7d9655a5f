import { answers, type FakeDescription, readSections, writeDescription } from './fake-description';
import type { FakeTrack } from './fake-media';
import { type Direction, FakeTransceiver, meet, reverse } from './fake-transceiver';

let sessions = 0;

/**
 * The negotiation of an `RTCPeerConnection` by W3C webrtc-pc 4.4: one chain of operations, signaling
 * states and the operations that they refuse, implicit rollback, `negotiationneeded`. Descriptions
 * contain only what these rules need; no media is sent.
 */
export class FakePeerConnection {
  /** Reasons of the refused operations. */
  readonly refused: string[] = [];
  /** Calls and events, in order. */
  readonly log: string[] = [];
  readonly candidates: string[] = [];
  signalingState: RTCSignalingState = 'stable';
  iceConnectionState: RTCIceConnectionState = 'new';
  connectionState: RTCPeerConnectionState = 'new';
  pendingLocalDescription: FakeDescription | null = null;
  currentLocalDescription: FakeDescription | null = null;
  pendingRemoteDescription: FakeDescription | null = null;
  currentRemoteDescription: FakeDescription | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: RTCIceCandidateInit | null }) => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  #transceivers: FakeTransceiver[] = [];
  #chain: Promise<void> = Promise.resolve();
  #configuration: RTCConfiguration = {};
  #operations = 0;
  #version = 1;
  readonly #session = ++sessions;
  #nextMid = 0;
  #restart = false;
  /** Whether this side is the DTLS client; decided once. */
  #isClient: boolean | null = null;
  #ufrag = 1;
  readonly #pause: () => Promise<void>;

  /** @param pause how long each operation takes */
  constructor(pause: () => Promise<void> = () => Promise.resolve()) {
    this.#pause = pause;
  }

  get localDescription(): FakeDescription | null {
    return this.pendingLocalDescription ?? this.currentLocalDescription;
  }

  get remoteDescription(): FakeDescription | null {
    return this.pendingRemoteDescription ?? this.currentRemoteDescription;
  }

  /** Whether no operation is under way. */
  get idle(): boolean {
    return this.#operations === 0;
  }

  getTransceivers(): FakeTransceiver[] {
    return [...this.#transceivers];
  }

  getConfiguration(): RTCConfiguration {
    return this.#configuration;
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.#configuration = configuration;
  }

  getStats(): Promise<Map<string, unknown>> {
    return Promise.resolve(new Map());
  }

  addTransceiver(media: FakeTrack | string, init: { direction: Direction }): FakeTransceiver {
    const track = typeof media === 'string' ? null : media;
    const kind = typeof media === 'string' ? media : media.kind;
    const added = new FakeTransceiver(kind, track, init.direction, () => this.#checkNeed());
    this.#transceivers.push(added);
    this.#checkNeed();
    return added;
  }

  restartIce(): void {
    this.#restart = true;
    this.#checkNeed();
  }

  setLocalDescription(): Promise<void> {
    return this.#operate('setLocalDescription', () => {
      if (this.signalingState === 'have-remote-offer') this.#answer();
      else this.#offer();
    });
  }

  setRemoteDescription(description: FakeDescription): Promise<void> {
    return this.#operate(`setRemoteDescription ${description.type}`, () => {
      if (description.type === 'offer') {
        if (this.signalingState === 'have-local-offer') this.#rollBack();
        this.#takeOffer(description);
      } else {
        this.#takeAnswer(description);
      }
    });
  }

  addIceCandidate({ candidate }: RTCIceCandidateInit): Promise<void> {
    return this.#operate('addIceCandidate', () => {
      if (!this.remoteDescription) this.#refuse('a candidate without a remote description');
      this.candidates.push(candidate ?? '');
    });
  }

  setIceState(state: RTCIceConnectionState): void {
    this.iceConnectionState = state;
    this.oniceconnectionstatechange?.();
  }

  close(): void {
    this.signalingState = 'closed';
    this.iceConnectionState = 'closed';
  }

  #operate(name: string, run: () => void): Promise<void> {
    this.#operations += 1;
    const result = this.#chain.then(async () => {
      await this.#pause();
      // Operations of a closed connection never settle (W3C webrtc-pc 4.4.1.2).
      if (this.signalingState === 'closed') return new Promise<void>(() => undefined);
      this.log.push(name);
      run();
    });
    const ended = (): void => {
      this.#operations -= 1;
      if (this.#operations === 0) this.#checkNeed();
    };
    this.#chain = result.then(ended, ended);
    return result;
  }

  #refuse(what: string): never {
    this.refused.push(what);
    throw new DOMException(what, 'InvalidStateError');
  }

  #offer(): void {
    if (this.#restart) this.#ufrag += 1;
    this.#restart = false;
    for (const one of this.#transceivers) {
      if (one.mid === null) {
        one.mid = `${this.#nextMid}`;
        this.#nextMid += 1;
      }
      one.described = one.direction;
      one.offered = null;
    }
    const ordered = this.#transceivers.toSorted((a, b) => Number(a.mid) - Number(b.mid));
    this.pendingLocalDescription = this.#write('offer', ordered);
    this.signalingState = 'have-local-offer';
  }

  #takeOffer(offer: FakeDescription): void {
    for (const { kind, mid, direction } of readSections(offer)) {
      let one = this.#transceivers.find((known) => known.mid === mid);
      if (!one) {
        one = new FakeTransceiver(kind, null, 'recvonly', () => this.#checkNeed());
        one.mid = mid;
        this.#transceivers.push(one);
        this.#nextMid = Math.max(this.#nextMid, Number(mid) + 1);
      }
      if (one.kind !== kind) this.#refuse('a section of another kind');
      one.offered = direction;
    }
    this.pendingRemoteDescription = offer;
    this.signalingState = 'have-remote-offer';
  }

  #answer(): void {
    const offer = this.pendingRemoteDescription;
    if (!offer) return this.#refuse('an answer without an offer');
    const sections = readSections(offer).map(({ mid }) => this.#byMid(mid));
    for (const one of sections) {
      one.described = meet(one.offered ?? 'inactive', one.direction);
      one.currentDirection = one.described;
    }
    this.#isClient ??= true;
    this.currentLocalDescription = this.#write('answer', sections, offer);
    this.currentRemoteDescription = offer;
    this.#settle();
  }

  #takeAnswer(answer: FakeDescription): void {
    const offer = this.pendingLocalDescription;
    if (!offer || this.signalingState !== 'have-local-offer') {
      return this.#refuse('an answer in state ' + this.signalingState);
    }
    if (!answers(answer, offer)) this.#refuse('an answer to another offer');
    const isClient = answer.sdp.includes('a=setup:passive');
    // Chromium refuses it too.
    if (isClient !== (this.#isClient ??= isClient)) this.#refuse('another DTLS role');
    for (const { mid, direction } of readSections(answer)) {
      this.#byMid(mid).currentDirection = reverse(direction);
    }
    this.currentLocalDescription = offer;
    this.currentRemoteDescription = answer;
    this.#settle();
  }

  #settle(): void {
    this.pendingLocalDescription = null;
    this.pendingRemoteDescription = null;
    this.signalingState = 'stable';
  }

  #rollBack(): void {
    this.log.push('rollback');
    const current = this.currentLocalDescription;
    const settled = new Set((current ? readSections(current) : []).map(({ mid }) => mid));
    for (const one of this.#transceivers) {
      if (one.mid !== null && !settled.has(one.mid)) one.mid = null;
      one.described = null;
    }
    this.#settle();
  }

  #byMid(mid: string): FakeTransceiver {
    return this.#transceivers.find((one) => one.mid === mid) ?? this.#refuse(`unknown mid ${mid}`);
  }

  #write(
    type: 'offer' | 'answer',
    transceivers: readonly FakeTransceiver[],
    offer?: FakeDescription,
  ): FakeDescription {
    this.#version += 1;
    return writeDescription({
      type,
      session: this.#session,
      version: this.#version,
      ufrag: `u${this.#ufrag}`,
      sections: transceivers.map(({ kind, mid, described }) => ({
        kind,
        mid: mid ?? '',
        direction: described ?? 'inactive',
      })),
      offer,
    });
  }

  /** Fires `negotiationneeded` in its own task when stable and idle (W3C webrtc-pc 4.7.3). */
  #checkNeed(): void {
    queueMicrotask(() => {
      if (this.signalingState !== 'stable' || this.#operations > 0 || !this.#isNeeded()) return;
      this.onnegotiationneeded?.();
    });
  }

  #isNeeded(): boolean {
    if (this.#restart) return true;
    return this.#transceivers.some((one) => {
      if (one.mid === null || one.described === null) return true;
      const due = one.offered === null ? one.direction : meet(one.offered, one.direction);
      return (
        one.described !== due && !(one.offered === null && one.currentDirection === one.direction)
      );
    });
  }
}

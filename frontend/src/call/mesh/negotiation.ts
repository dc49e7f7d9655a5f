import type { Candidate, Description } from '@parley/shared/signaling';
import { SerialQueue } from '../../core/serial-queue';
import { createLog } from '../../core/log';
import { SdpVersionFilter, sessionVersion } from './sdp';

const log = createLog('negotiation');

export interface Signal {
  readonly description?: Description;
  readonly candidate?: Candidate;
}

/** What a negotiation needs from its connection; the hooks run between two operations. */
export interface NegotiationHooks {
  /** Makes the first offer, and yields when both peers offer at once. */
  readonly polite: boolean;
  /** Whether the peer may send this description now; others do not reach the browser. */
  accepts(sdp: string): boolean;
  send(signal: Signal): void;
  /** Returns a local description as it should be sent. */
  amend(sdp: string, type: RTCSdpType): string;
  /** A remote offer was set; local tracks can be attached before the answer is made. */
  onOffer(): void;
  /** Offer and answer are both set. */
  onStable(): void;
  /** The browser refused a later answer. The offer stays open and blocks every negotiation. */
  onRefusedAnswer(): void;
  /** Another description or a candidate could not be applied. */
  onProblem(): void;
}

/** Candidates that wait for the first description; a real peer gathers far fewer. */
const MAX_EARLY_CANDIDATES = 200;
/** An offer that has no answer after this time is sent again, which is harmless. */
const ANSWER_TIMEOUT_MS = 4_000;

/**
 * Offers and answers of one `RTCPeerConnection` by "perfect negotiation" (W3C webrtc-pc 10.7). All
 * operations run in one queue, so that a candidate never overtakes its description. The impolite
 * peer waits for the first offer, so that the first offers cannot collide.
 */
export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #hooks: NegotiationHooks;
  readonly #queue = new SerialQueue();
  readonly #received = new SdpVersionFilter();
  #earlyCandidates: Candidate[] = [];
  #unsentCandidates: Candidate[] = [];
  #makingOffer = false;
  #ignoreOffer = false;
  #isSettingRemoteAnswerPending = false;
  #online = false;
  #offerPending = false;
  #closed = false;
  #ignored: Description | null = null;
  #answerTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(pc: RTCPeerConnection, hooks: NegotiationHooks) {
    this.#pc = pc;
    this.#hooks = hooks;
    pc.onnegotiationneeded = () => this.negotiate();
    pc.onicecandidate = ({ candidate }) => this.#sendCandidate(candidate);
  }

  /** Makes and sends an offer as soon as that is allowed. */
  negotiate(): void {
    this.#enqueue(() => this.#offer());
  }

  /**
   * Applies the last offer and its answer again without sending the answer, because the peer has it
   * (see `withPromiseToReceive`): a change of this side takes effect without a round trip. If this
   * side made the last offer, it only calls `onStable`, which may start another negotiation.
   */
  answerAgain(): void {
    this.#enqueue(async () => {
      const { currentRemoteDescription: last, signalingState } = this.#pc;
      if (signalingState !== 'stable' || last === null) return;
      if (last.type === 'offer') await this.#answer(last);
      if (!this.#closed) this.#hooks.onStable();
    });
  }

  receive(signal: Signal): void {
    const { description, candidate } = signal;
    if (description) this.#enqueue(() => this.#setDescription(description));
    else if (candidate) this.#enqueue(() => this.#addCandidate(candidate));
  }

  /** The offer that is ready, with all candidates so far; null while there is none. */
  takeOffer(): Description | null {
    if (this.#pc.signalingState !== 'have-local-offer') return null;
    this.#unsentCandidates = [];
    return this.#ownDescription();
  }

  /**
   * Sets whether signals reach the peer. When they do again, sends an unanswered offer again (unless
   * `offerDelivered`), the candidates found since and an offer that had to wait.
   */
  setOnline(online: boolean, offerDelivered = false): void {
    this.#online = online;
    clearTimeout(this.#answerTimer);
    if (!online || this.#closed) return;
    const unanswered = this.#pc.signalingState === 'have-local-offer';
    if (unanswered && !offerDelivered) return this.#sendDescription();
    if (unanswered) this.#waitForAnswer();
    for (const candidate of this.#unsentCandidates.splice(0)) this.#hooks.send({ candidate });
    if (this.#offerPending) this.negotiate();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#answerTimer);
    this.#pc.onnegotiationneeded = null;
    this.#pc.onicecandidate = null;
  }

  #enqueue(task: () => Promise<void>): void {
    void this.#queue
      .run(async () => {
        if (!this.#closed) await task();
      })
      .catch((error: unknown) => {
        if (this.#closed) return;
        log.warn('a description or candidate could not be applied', { error });
        this.#hooks.onProblem();
      });
  }

  async #offer(): Promise<void> {
    const pc = this.#pc;
    const first = pc.remoteDescription === null;
    if (first && !this.#hooks.polite) return;
    // The browser fires `negotiationneeded` again as soon as it is stable (W3C webrtc-pc 4.7.3).
    if (pc.signalingState !== 'stable') return;
    this.#offerPending = !this.#online && !first;
    if (this.#offerPending) return;
    try {
      this.#makingOffer = true;
      await pc.setLocalDescription();
    } finally {
      this.#makingOffer = false;
    }
    if (this.#online && !this.#closed) this.#sendDescription();
  }

  async #setDescription(description: Description): Promise<void> {
    const pc = this.#pc;
    if (!this.#hooks.accepts(description.sdp)) return;
    if (description.type === 'offer' && this.#lacksFirstAnswer()) return this.#sendDescription();
    const freshness = this.#received.classify(description);
    if (freshness === 'repeated' && description.type === 'offer') {
      await this.#onRepeatedOffer(description);
    }
    if (freshness !== 'new') return;

    const readyForOffer =
      !this.#makingOffer && (pc.signalingState === 'stable' || this.#isSettingRemoteAnswerPending);
    const offerCollision = description.type === 'offer' && !readyForOffer;
    this.#ignoreOffer = !this.#hooks.polite && offerCollision;
    if (this.#ignoreOffer) {
      log.debug('ignored a colliding offer');
      this.#ignored = description;
    } else if (description.type === 'offer' || this.#isAwaited(description)) {
      await this.#apply(description);
    }
  }

  async #apply(description: Description): Promise<void> {
    if (description.type === 'offer') {
      await this.#answer(description);
      if (this.#closed) return;
      this.#sendDescription();
    } else {
      await this.#takeAnswer(description);
      if (this.#closed) return;
    }
    clearTimeout(this.#answerTimer);
    this.#hooks.onStable();
    for (const candidate of this.#earlyCandidates.splice(0)) await this.#addCandidate(candidate);
    if (description.type === 'answer') await this.#applyIgnored(description);
  }

  async #answer(offer: RTCSessionDescriptionInit): Promise<void> {
    await this.#pc.setRemoteDescription(offer);
    if (this.#closed) return;
    this.#hooks.onOffer();
    await this.#pc.setLocalDescription();
  }

  async #takeAnswer(answer: Description): Promise<void> {
    this.#isSettingRemoteAnswerPending = true;
    const isFirst = this.#pc.currentRemoteDescription === null;
    try {
      await this.#pc.setRemoteDescription(answer);
    } catch (error) {
      if (!isFirst && !this.#closed) this.#hooks.onRefusedAnswer();
      throw error;
    } finally {
      this.#isSettingRemoteAnswerPending = false;
    }
  }

  /**
   * Applies an offer that was ignored as a collision although it only had overtaken the answer
   * before it. An offer that the peer has rolled back is older than the answer, as versions grow.
   */
  async #applyIgnored(answer: Description): Promise<void> {
    const ignored = this.#ignored;
    const version = sessionVersion(ignored?.sdp);
    const isCurrent = version !== null && version > (sessionVersion(answer.sdp) ?? version);
    if (!ignored || !isCurrent || this.#pc.signalingState !== 'stable') return;
    this.#ignored = null;
    this.#ignoreOffer = false;
    await this.#apply(ignored);
  }

  /**
   * Whether the answer to our first offer was lost: the peer can send an offer only after it. Yielding
   * would remove microphone and camera from the first two sections, so our offer is sent again.
   */
  #lacksFirstAnswer(): boolean {
    const { currentLocalDescription, signalingState } = this.#pc;
    const waiting = signalingState === 'have-local-offer' && currentLocalDescription === null;
    return waiting && this.#hooks.polite;
  }

  /** Whether this answers the pending offer and not one that was rolled back. */
  #isAwaited({ answers }: Description): boolean {
    if (this.#pc.signalingState !== 'have-local-offer') return false;
    const offered = sessionVersion(this.#pc.pendingLocalDescription?.sdp);
    return answers === undefined || answers === offered?.toString();
  }

  async #addCandidate(candidate: Candidate): Promise<void> {
    if (this.#closed) return;
    const remote = this.#pc.remoteDescription;
    if (!remote) {
      if (this.#earlyCandidates.length < MAX_EARLY_CANDIDATES) {
        this.#earlyCandidates.push(candidate);
      }
      return;
    }
    const fragment = candidate.usernameFragment;
    if (fragment && !remote.sdp.includes(`a=ice-ufrag:${fragment}`)) return;
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch (error) {
      if (!this.#ignoreOffer) throw error;
    }
  }

  /**
   * The peer has had no answer. Either our answer was lost and is sent again, or we ignored the offer
   * and our own offer, to which the peer should have yielded, was settled: a new offer is needed.
   */
  async #onRepeatedOffer(offer: Description): Promise<void> {
    const pc = this.#pc;
    const version = sessionVersion(offer.sdp);
    const { currentLocalDescription } = pc;
    const answered = sessionVersion(pc.currentRemoteDescription?.sdp) === version;
    if (answered && currentLocalDescription?.type === 'answer') {
      this.#hooks.send({ description: this.#toSend(currentLocalDescription) });
      if (pc.signalingState === 'have-local-offer') this.#sendDescription();
    } else if (version === sessionVersion(this.#ignored?.sdp)) {
      await this.#offer();
    }
  }

  #sendDescription(): void {
    const description = this.#ownDescription();
    if (!description) return;
    this.#unsentCandidates = [];
    this.#hooks.send({ description });
    if (description.type === 'offer') this.#waitForAnswer();
  }

  #waitForAnswer(): void {
    clearTimeout(this.#answerTimer);
    this.#answerTimer = setTimeout(() => {
      const unanswered = this.#pc.signalingState === 'have-local-offer';
      if (unanswered && this.#online && !this.#closed) this.#sendDescription();
    }, ANSWER_TIMEOUT_MS);
  }

  /** Sends the end of candidates as an empty candidate (RFC 8838 8.2). */
  #sendCandidate(found: RTCIceCandidate | null): void {
    const init: Candidate = found
      ? {
          candidate: found.candidate,
          sdpMid: found.sdpMid,
          sdpMLineIndex: found.sdpMLineIndex,
          usernameFragment: found.usernameFragment,
        }
      : { candidate: '', sdpMid: '0', sdpMLineIndex: 0 };
    if (this.#online) this.#hooks.send({ candidate: init });
    else this.#unsentCandidates.push(init);
  }

  #ownDescription(): Description | null {
    const { localDescription } = this.#pc;
    return localDescription && this.#toSend(localDescription);
  }

  #toSend({ type, sdp: made }: RTCSessionDescription): Description {
    const sdp = this.#hooks.amend(made, type);
    if (type !== 'answer') return { type: 'offer', sdp };
    const offered = sessionVersion(this.#pc.currentRemoteDescription?.sdp);
    return { type, sdp, ...(offered !== null && { answers: offered.toString() }) };
  }
}

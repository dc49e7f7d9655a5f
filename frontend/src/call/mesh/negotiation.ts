import type { Candidate, Description } from '@parley/shared/signaling';
import { SerialQueue } from '../../core/serial-queue';
import { SdpVersionFilter, sessionVersion } from './sdp-version-filter';

export interface Signal {
  readonly description?: Description;
  readonly candidate?: Candidate;
}

export interface NegotiationOptions {
  /** Yields when both sides offer at once. Also makes the first offer. */
  readonly polite: boolean;
  /** Whether the other side may ask for this now: nothing else reaches the browser. */
  accepts(sdp: string): boolean;
  send(signal: Signal): void;
  /** Adds to a description that is sent what the other side should know. */
  amend(sdp: string, type: RTCSdpType): string;
  /** A remote offer was set; the own tracks can be attached before the answer is made. */
  onOffer(): void;
  /** Offer and answer are both set. */
  onStable(): void;
  /** The browser refused a later answer: the offer stays open, and nothing can be agreed any more. */
  onRefusedAnswer(): void;
  /** Another description or a candidate could not be used. */
  onProblem(): void;
}

/** Candidates kept while no description has come; a real peer gathers far fewer. */
const MAX_WAITING_CANDIDATES = 200;
/** An offer without an answer for this long is sent again; repeating one is harmless. */
const ANSWER_PATIENCE_MS = 4_000;

/**
 * Offers and answers of one RTCPeerConnection, after "perfect negotiation" (W3C webrtc-pc, 10.7).
 * One queue, so that a candidate never overtakes its description. The impolite side stays silent
 * until it has had the first offer, so the start cannot collide.
 */
export class Negotiation {
  readonly #pc: RTCPeerConnection;
  readonly #options: NegotiationOptions;
  readonly #queue = new SerialQueue();
  readonly #received = new SdpVersionFilter();
  #waitingCandidates: Candidate[] = [];
  #unsentCandidates: Candidate[] = [];
  #makingOffer = false;
  #ignoreOffer = false;
  #isSettingRemoteAnswerPending = false;
  #online = false;
  #owed = false;
  #closed = false;
  #ignored: Description | null = null;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(pc: RTCPeerConnection, options: NegotiationOptions) {
    this.#pc = pc;
    this.#options = options;
    pc.onnegotiationneeded = () => this.negotiate();
    pc.onicecandidate = ({ candidate }) => this.#sendCandidate(candidate);
  }

  /** Makes and sends an offer if one may be made now; otherwise it is remembered. */
  negotiate(): void {
    this.#enqueue(() => this.#offer());
  }

  /**
   * Takes the last offer again and answers it anew without a word to the other side, who was told
   * this answer before: a change of our own side takes effect without a round trip. Where they did
   * not make the last offer, `onStable` is told, which may ask for another negotiation.
   */
  answerAgain(): void {
    this.#enqueue(async () => {
      const { currentRemoteDescription: last, signalingState } = this.#pc;
      if (signalingState !== 'stable' || last === null) return;
      if (last.type === 'offer') await this.#answer(last);
      if (!this.#closed) this.#options.onStable();
    });
  }

  receive(signal: Signal): void {
    const { description, candidate } = signal;
    if (description) this.#enqueue(() => this.#setDescription(description));
    else if (candidate) this.#enqueue(() => this.#addCandidate(candidate));
  }

  /** The offer made ahead of time with all candidates so far; null while there is none. */
  takeOffer(): Description | null {
    if (this.#pc.signalingState !== 'have-local-offer') return null;
    this.#unsentCandidates = [];
    return this.#ownDescription();
  }

  /**
   * Whether signals can reach the other side. On the way back an unanswered offer is sent again
   * (unless `offerDelivered`), and what was put off is done.
   */
  setOnline(online: boolean, offerDelivered = false): void {
    this.#online = online;
    clearTimeout(this.#patience);
    if (!online || this.#closed) return;
    const unanswered = this.#pc.signalingState === 'have-local-offer';
    if (unanswered && !offerDelivered) return this.#sendDescription();
    if (unanswered) this.#waitForAnswer();
    for (const candidate of this.#unsentCandidates.splice(0)) this.#options.send({ candidate });
    if (this.#owed) this.negotiate();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#patience);
    this.#pc.onnegotiationneeded = null;
    this.#pc.onicecandidate = null;
  }

  #enqueue(task: () => Promise<void>): void {
    void this.#queue
      .run(async () => {
        if (!this.#closed) await task();
      })
      .catch(() => {
        if (!this.#closed) this.#options.onProblem();
      });
  }

  async #offer(): Promise<void> {
    const pc = this.#pc;
    const first = pc.remoteDescription === null;
    if (first && !this.#options.polite) return;
    // Not stable: `negotiationneeded` fires again when it is (W3C webrtc-pc 4.7.3).
    if (pc.signalingState !== 'stable') return;
    this.#owed = !this.#online && !first;
    if (this.#owed) return;
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
    if (!this.#options.accepts(description.sdp)) return;
    if (description.type === 'offer' && this.#lacksFirstAnswer()) return this.#sendDescription();
    const freshness = this.#received.judge(description);
    if (freshness === 'repeated' && description.type === 'offer') {
      await this.#onRepeatedOffer(description);
    }
    if (freshness !== 'new') return;

    const readyForOffer =
      !this.#makingOffer && (pc.signalingState === 'stable' || this.#isSettingRemoteAnswerPending);
    const offerCollision = description.type === 'offer' && !readyForOffer;
    this.#ignoreOffer = !this.#options.polite && offerCollision;
    if (this.#ignoreOffer) this.#ignored = description;
    else if (description.type === 'offer' || this.#isAwaited(description)) {
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
    clearTimeout(this.#patience);
    this.#options.onStable();
    for (const candidate of this.#waitingCandidates.splice(0)) await this.#addCandidate(candidate);
    if (description.type === 'answer') await this.#applyIgnored(description);
  }

  async #answer(offer: RTCSessionDescriptionInit): Promise<void> {
    await this.#pc.setRemoteDescription(offer);
    if (this.#closed) return;
    this.#options.onOffer();
    await this.#pc.setLocalDescription();
  }

  async #takeAnswer(answer: Description): Promise<void> {
    this.#isSettingRemoteAnswerPending = true;
    const isFirst = this.#pc.currentRemoteDescription === null;
    try {
      await this.#pc.setRemoteDescription(answer);
    } catch (error) {
      if (!isFirst && !this.#closed) this.#options.onRefusedAnswer();
      throw error;
    } finally {
      this.#isSettingRemoteAnswerPending = false;
    }
  }

  /**
   * An offer that overtook the answer made before it looked like a collision, and nobody will
   * yield: it is taken now. One that was taken back is older than the answer, as versions grow.
   */
  async #applyIgnored(answer: Description): Promise<void> {
    const ignored = this.#ignored;
    const version = sessionVersion(ignored?.sdp);
    const standing = version !== null && version > (sessionVersion(answer.sdp) ?? version);
    if (!ignored || !standing || this.#pc.signalingState !== 'stable') return;
    this.#ignored = null;
    this.#ignoreOffer = false;
    await this.#apply(ignored);
  }

  /**
   * They can only offer after they answered our first offer, so that answer was lost. To yield now
   * would take microphone and camera out of the first two places: we ask for the answer again.
   */
  #lacksFirstAnswer(): boolean {
    const { currentLocalDescription, signalingState } = this.#pc;
    const waiting = signalingState === 'have-local-offer' && currentLocalDescription === null;
    return waiting && this.#options.polite;
  }

  /** Whether this answers the offer under way, and not one that was taken back. */
  #isAwaited({ answers }: Description): boolean {
    if (this.#pc.signalingState !== 'have-local-offer') return false;
    const offered = sessionVersion(this.#pc.pendingLocalDescription?.sdp);
    return answers === undefined || answers === offered?.toString();
  }

  async #addCandidate(candidate: Candidate): Promise<void> {
    if (this.#closed) return;
    const remote = this.#pc.remoteDescription;
    if (!remote) {
      if (this.#waitingCandidates.length < MAX_WAITING_CANDIDATES) {
        this.#waitingCandidates.push(candidate);
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
   * The other side waits in vain. Either our answer was lost: it is sent again. Or we ignored the
   * offer and ours, which should have made them yield, was settled otherwise: a new one does.
   */
  async #onRepeatedOffer(offer: Description): Promise<void> {
    const pc = this.#pc;
    const version = sessionVersion(offer.sdp);
    const { currentLocalDescription } = pc;
    const answered = sessionVersion(pc.currentRemoteDescription?.sdp) === version;
    if (answered && currentLocalDescription?.type === 'answer') {
      this.#options.send({ description: this.#toSend(currentLocalDescription) });
      if (pc.signalingState === 'have-local-offer') this.#sendDescription();
    } else if (version === sessionVersion(this.#ignored?.sdp)) {
      await this.#offer();
    }
  }

  #sendDescription(): void {
    const description = this.#ownDescription();
    if (!description) return;
    this.#unsentCandidates = [];
    this.#options.send({ description });
    if (description.type === 'offer') this.#waitForAnswer();
  }

  #waitForAnswer(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      const unanswered = this.#pc.signalingState === 'have-local-offer';
      if (unanswered && this.#online && !this.#closed) this.#sendDescription();
    }, ANSWER_PATIENCE_MS);
  }

  /** The end of candidates travels as an empty candidate (RFC 8838 8.2). */
  #sendCandidate(found: RTCIceCandidate | null): void {
    const init: Candidate = found
      ? {
          candidate: found.candidate,
          sdpMid: found.sdpMid,
          sdpMLineIndex: found.sdpMLineIndex,
          usernameFragment: found.usernameFragment,
        }
      : { candidate: '', sdpMid: '0', sdpMLineIndex: 0 };
    if (this.#online) this.#options.send({ candidate: init });
    else this.#unsentCandidates.push(init);
  }

  #ownDescription(): Description | null {
    const { localDescription } = this.#pc;
    return localDescription && this.#toSend(localDescription);
  }

  #toSend({ type, sdp: made }: RTCSessionDescription): Description {
    const sdp = this.#options.amend(made, type);
    if (type !== 'answer') return { type: 'offer', sdp };
    const offered = sessionVersion(this.#pc.currentRemoteDescription?.sdp);
    return { type, sdp, ...(offered !== null && { answers: offered.toString() }) };
  }
}

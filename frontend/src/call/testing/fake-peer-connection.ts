import { FakeTrack } from './fake-media';

type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

interface Section {
  kind: string;
  mid: string;
  direction: Direction;
}

interface Session {
  type: 'offer' | 'answer';
  sdp: string;
}

const sends = (direction: Direction): boolean => direction.startsWith('send');
const receives = (direction: Direction): boolean =>
  direction.endsWith('recv') || direction === 'recvonly';
const toDirection = (send: boolean, receive: boolean): Direction => {
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
};
/** What an answerer may use of what was offered to it. */
const meet = (offered: Direction, own: Direction): Direction =>
  toDirection(receives(offered) && sends(own), sends(offered) && receives(own));
const reverse = (direction: Direction): Direction =>
  toDirection(receives(direction), sends(direction));

export class FakeTransceiver {
  mid: string | null = null;
  currentDirection: Direction | null = null;
  /** Direction in the last description of our own. */
  told: Direction | null = null;
  /** What the other side offered, where ours was the answer. */
  offered: Direction | null = null;
  readonly receiver: { track: FakeTrack; getSynchronizationSources: () => never[] };
  readonly sender: {
    track: FakeTrack | null;
    replaceTrack: (track: FakeTrack | null) => Promise<void>;
    getParameters: () => { encodings: object[] };
    setParameters: () => Promise<void>;
  };
  #direction: Direction;
  readonly #onChange: () => void;

  constructor(kind: string, track: FakeTrack | null, direction: Direction, onChange: () => void) {
    this.#direction = direction;
    this.#onChange = onChange;
    this.receiver = { track: new FakeTrack(kind), getSynchronizationSources: () => [] };
    this.sender = {
      track,
      replaceTrack: (next) => {
        this.sender.track = next;
        return Promise.resolve();
      },
      getParameters: () => ({ encodings: [{}] }),
      setParameters: () => Promise.resolve(),
    };
  }

  get kind(): string {
    return this.receiver.track.kind;
  }

  get direction(): Direction {
    return this.#direction;
  }

  set direction(direction: Direction) {
    this.#direction = direction;
    this.#onChange();
  }
}

/**
 * The signalling of an RTCPeerConnection by the rules of W3C webrtc-pc 4.4: one chain of
 * operations, the states and what is refused in them, implicit rollback, `negotiationneeded`.
 * Descriptions carry what those rules need and nothing else; no media moves.
 */
export class FakePeerConnection {
  /** What was refused, beyond what a caller may expect to be. */
  readonly refused: string[] = [];
  /** Calls and events, in order. */
  readonly log: string[] = [];
  readonly candidates: string[] = [];
  signalingState: RTCSignalingState = 'stable';
  iceConnectionState: RTCIceConnectionState = 'new';
  connectionState: RTCPeerConnectionState = 'new';
  pendingLocalDescription: Session | null = null;
  currentLocalDescription: Session | null = null;
  pendingRemoteDescription: Session | null = null;
  currentRemoteDescription: Session | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: RTCIceCandidateInit | null }) => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  #transceivers: FakeTransceiver[] = [];
  #chain: Promise<void> = Promise.resolve();
  #configuration: RTCConfiguration = {};
  #operations = 0;
  #version = 1;
  #nextMid = 0;
  #restart = false;
  #ufrag = 1;
  readonly #pause: () => Promise<void>;

  /** `pause` is how long each operation takes. */
  constructor(pause: () => Promise<void> = () => Promise.resolve()) {
    this.#pause = pause;
  }

  get localDescription(): Session | null {
    return this.pendingLocalDescription ?? this.currentLocalDescription;
  }

  get remoteDescription(): Session | null {
    return this.pendingRemoteDescription ?? this.currentRemoteDescription;
  }

  /** No operation is under way. */
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

  setRemoteDescription(description: Session): Promise<void> {
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
      // Operations of a closed connection never end (W3C webrtc-pc 4.4.1.2).
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
      one.told = one.direction;
      one.offered = null;
    }
    const ordered = this.#transceivers.toSorted((a, b) => Number(a.mid) - Number(b.mid));
    this.pendingLocalDescription = this.#write('offer', ordered, (one) => one.direction);
    this.signalingState = 'have-local-offer';
  }

  #takeOffer(offer: Session): void {
    for (const { kind, mid, direction } of read(offer.sdp)) {
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
    const sections = read(offer.sdp).map(({ mid }) => this.#byMid(mid));
    for (const one of sections) {
      one.told = meet(one.offered ?? 'inactive', one.direction);
      one.currentDirection = one.told;
    }
    this.currentLocalDescription = this.#write(
      'answer',
      sections,
      (one) => one.told ?? 'inactive',
      offer,
    );
    this.currentRemoteDescription = offer;
    this.#settle();
  }

  #takeAnswer(answer: Session): void {
    const offer = this.pendingLocalDescription;
    if (!offer || this.signalingState !== 'have-local-offer') {
      return this.#refuse('an answer in state ' + this.signalingState);
    }
    if (!answer.sdp.includes(`a=test-answers:${version(offer.sdp)}\r\n`)) {
      this.#refuse('an answer to another offer');
    }
    for (const { mid, direction } of read(answer.sdp)) {
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
    const settled = new Set(read(this.currentLocalDescription?.sdp ?? '').map(({ mid }) => mid));
    for (const one of this.#transceivers) {
      if (one.mid !== null && !settled.has(one.mid)) one.mid = null;
      one.told = null;
    }
    this.#settle();
  }

  #byMid(mid: string): FakeTransceiver {
    return this.#transceivers.find((one) => one.mid === mid) ?? this.#refuse(`unknown mid ${mid}`);
  }

  #write(
    type: 'offer' | 'answer',
    transceivers: readonly FakeTransceiver[],
    direction: (one: FakeTransceiver) => Direction,
    offer?: Session,
  ): Session {
    this.#version += 1;
    const head = `v=0\r\no=- 1 ${this.#version} IN IP4 127.0.0.1\r\na=ice-ufrag:u${this.#ufrag}\r\n`;
    const tie = offer ? `a=test-answers:${version(offer.sdp)}\r\n` : '';
    const body = transceivers.map((one) => `m=${one.kind} ${one.mid} ${direction(one)}\r\n`);
    return { type, sdp: head + tie + body.join('') };
  }

  /** W3C webrtc-pc 4.7.3: checked when stable and idle, told in a task of its own. */
  #checkNeed(): void {
    queueMicrotask(() => {
      if (this.signalingState !== 'stable' || this.#operations > 0 || !this.#isNeeded()) return;
      this.onnegotiationneeded?.();
    });
  }

  #isNeeded(): boolean {
    if (this.#restart) return true;
    return this.#transceivers.some((one) => {
      if (one.mid === null || one.told === null) return true;
      const due = one.offered === null ? one.direction : meet(one.offered, one.direction);
      return one.told !== due && !(one.offered === null && one.currentDirection === one.direction);
    });
  }
}

function read(sdp: string): Section[] {
  return [...sdp.matchAll(/^m=(\w+) (\d+) (\w+)\r$/gm)].map(([, kind, mid, direction]) => ({
    kind: kind ?? '',
    mid: mid ?? '',
    direction: direction as Direction,
  }));
}

function version(sdp: string): string {
  return /^o=- 1 (\d+)/m.exec(sdp)?.[1] ?? '';
}

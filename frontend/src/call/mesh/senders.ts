import { TRACK_SOURCES, type TrackSource } from '../media-transport';
import { START_SCALE } from './send-plan';

export type LocalTracks = ReadonlyMap<TrackSource, MediaStreamTrack>;

/**
 * The transceivers of one connection. The first two carry microphone and camera for as long as it
 * lasts and change by `replaceTrack` alone. The screen takes any further transceiver of its kind,
 * ours or theirs, and gives it back by no longer sending, so the description does not grow.
 */
export class Senders {
  readonly #pc: RTCPeerConnection;
  #microphone: RTCRtpTransceiver | undefined;
  #camera: RTCRtpTransceiver | undefined;
  readonly #screen = new Map<TrackSource, RTCRtpTransceiver>();

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
  }

  get ready(): boolean {
    return this.#microphone !== undefined;
  }

  /** On the side that makes the first offer. */
  create(tracks: LocalTracks): void {
    const options: RTCRtpTransceiverInit = { direction: 'sendrecv' };
    this.#microphone = this.#pc.addTransceiver(tracks.get('microphone') ?? 'audio', options);
    this.#camera = this.#pc.addTransceiver(tracks.get('camera') ?? 'video', {
      ...options,
      sendEncodings: [{ scaleResolutionDownBy: START_SCALE }],
    });
    this.#setScreens(tracks);
  }

  /**
   * On the other side, between an offer and its answer. `receives`: what comes may be decoded;
   * where it is false, a browser drops it, whatever the other side sends (W3C webrtc-pc 5.4).
   */
  adopt(tracks: LocalTracks, receives: boolean): void {
    if (this.ready) return receives ? this.receive() : undefined;
    const [microphone, camera] = this.#pc.getTransceivers();
    if (!microphone || !camera) throw new Error('The first offer lacks microphone and camera');
    this.#microphone = microphone;
    this.#camera = camera;
    for (const source of ['microphone', 'camera'] as const) {
      const transceiver = source === 'microphone' ? microphone : camera;
      transceiver.direction = receives ? 'sendrecv' : 'sendonly';
      replace(transceiver, tracks.get(source) ?? null);
    }
  }

  /** Whether microphone and camera of the other side are received, or will be with the next answer. */
  get receives(): boolean {
    return this.#camera?.direction !== 'sendonly';
  }

  /** From the next description on they are; `negotiationneeded` follows where none is under way. */
  receive(): void {
    for (const transceiver of [this.#microphone, this.#camera]) {
      if (transceiver?.direction === 'sendonly') transceiver.direction = 'sendrecv';
    }
  }

  /** What sends `source`; undefined while nothing can. */
  senderOf(source: TrackSource): RTCRtpSender | undefined {
    if (source === 'microphone') return this.#microphone?.sender;
    if (source === 'camera') return this.#camera?.sender;
    return this.#screen.get(source)?.sender;
  }

  /** Sends `track` from now on; may cause `negotiationneeded` for the screen only. */
  set(source: TrackSource, track: MediaStreamTrack | null): void {
    if (!this.ready) return;
    if (source === 'microphone' && this.#microphone) replace(this.#microphone, track);
    else if (source === 'camera' && this.#camera) replace(this.#camera, track);
    else if (track) this.#startScreen(source, track);
    else this.#stopScreen(source);
  }

  /** Screens that were chosen before the connection could carry them. */
  #setScreens(tracks: LocalTracks): void {
    for (const source of TRACK_SOURCES.slice(2)) this.set(source, tracks.get(source) ?? null);
  }

  /** To call when offer and answer are both set. */
  settle(tracks: LocalTracks): void {
    for (const [source, transceiver] of this.#screen) {
      // Refused or taken back by a rollback: a stopped transceiver cannot send again.
      if (transceiver.currentDirection === 'stopped') this.#screen.delete(source);
    }
    for (const source of TRACK_SOURCES.slice(2)) {
      if (tracks.has(source) && !this.#screen.has(source)) {
        this.set(source, tracks.get(source) ?? null);
      }
    }
  }

  sourceOf(transceiver: RTCRtpTransceiver): TrackSource {
    if (transceiver === this.#microphone) return 'microphone';
    if (transceiver === this.#camera) return 'camera';
    return transceiver.receiver.track.kind === 'video' ? 'screen' : 'screen-audio';
  }

  /**
   * What is received, by source. A track that the other side stopped sending is not in it; what is
   * awaited stays, as a path may stand before the answer that it was found with is set.
   */
  received(): Map<TrackSource, MediaStreamTrack> {
    const isAwaited = this.#camera?.currentDirection === null;
    const tracks = isAwaited ? this.awaited() : new Map<TrackSource, MediaStreamTrack>();
    for (const transceiver of this.#pc.getTransceivers()) {
      const { currentDirection, receiver } = transceiver;
      const receives = currentDirection === 'sendrecv' || currentDirection === 'recvonly';
      if (!receives || receiver.track.readyState !== 'live') continue;
      tracks.set(this.sourceOf(transceiver), receiver.track);
    }
    return tracks;
  }

  /** Where a picture will come from, before there is a path. */
  awaited(): Map<TrackSource, MediaStreamTrack> {
    const track = this.#camera?.receiver.track;
    return new Map(track ? [['camera', track]] : []);
  }

  /** What was heard last of the other's microphone; undefined after ten seconds of nothing. */
  get sound(): RTCRtpSynchronizationSource | undefined {
    return this.#microphone?.receiver.getSynchronizationSources()[0];
  }

  #startScreen(source: TrackSource, track: MediaStreamTrack): void {
    const reusable =
      this.#screen.get(source) ??
      this.#pc
        .getTransceivers()
        .find((one) => one.direction !== 'stopped' && this.sourceOf(one) === source);
    if (!reusable) {
      this.#screen.set(source, this.#pc.addTransceiver(track, { direction: 'sendrecv' }));
      return;
    }
    this.#screen.set(source, reusable);
    reusable.direction = 'sendrecv';
    replace(reusable, track);
  }

  #stopScreen(source: TrackSource): void {
    const transceiver = this.#screen.get(source);
    this.#screen.delete(source);
    if (!transceiver || transceiver.direction === 'stopped') return;
    replace(transceiver, null);
    transceiver.direction = 'recvonly';
  }
}

/** Fails only when the connection was closed meanwhile, and then there is nothing to send to. */
function replace(transceiver: RTCRtpTransceiver, track: MediaStreamTrack | null): void {
  if (transceiver.sender.track === track) return;
  transceiver.sender.replaceTrack(track).catch(() => undefined);
}

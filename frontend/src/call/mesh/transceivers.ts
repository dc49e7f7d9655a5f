import { createLog } from '../../core/log';
import { TRACK_SOURCES, type TrackSource } from '../track-source';
import { START_SCALE } from './send-plan';

const log = createLog('mesh');

export type LocalTracks = ReadonlyMap<TrackSource, MediaStreamTrack>;

/** The sources of a shared screen. */
const SCREEN_SOURCES = TRACK_SOURCES.slice(2);

/**
 * The transceivers of one peer connection. The first two carry microphone and camera for as long as
 * it lasts, and change by `replaceTrack` only. A screen uses any further transceiver of its kind,
 * whichever side added it, and releases it when it ends, so that the description does not grow.
 */
export class Transceivers {
  readonly #pc: RTCPeerConnection;
  #microphone: RTCRtpTransceiver | undefined;
  #camera: RTCRtpTransceiver | undefined;
  readonly #screen = new Map<TrackSource, RTCRtpTransceiver>();

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
  }

  get #ready(): boolean {
    return this.#microphone !== undefined;
  }

  /** Creates the transceivers on the side that makes the first offer. */
  create(tracks: LocalTracks): void {
    const options: RTCRtpTransceiverInit = { direction: 'sendrecv' };
    this.#microphone = this.#pc.addTransceiver(tracks.get('microphone') ?? 'audio', options);
    this.#camera = this.#pc.addTransceiver(tracks.get('camera') ?? 'video', {
      ...options,
      sendEncodings: [{ scaleResolutionDownBy: START_SCALE }],
    });
    for (const source of SCREEN_SOURCES) this.set(source, tracks.get(source) ?? null);
  }

  /**
   * Takes over the transceivers of an offer, before its answer is made.
   *
   * @param receives whether this side decodes what arrives; otherwise the browser drops it, whatever
   *   the peer sends (W3C webrtc-pc 5.4)
   * @throws Error if the first offer lacks microphone or camera
   */
  adopt(tracks: LocalTracks, receives: boolean): void {
    if (this.#ready) return receives ? this.startReceiving() : undefined;
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

  /** Whether microphone and camera of the peer are received, at the latest after the next answer. */
  get receives(): boolean {
    return this.#camera?.direction !== 'sendonly';
  }

  /** Receives microphone and camera from the next description on; may cause `negotiationneeded`. */
  startReceiving(): void {
    for (const transceiver of [this.#microphone, this.#camera]) {
      if (transceiver?.direction === 'sendonly') transceiver.direction = 'sendrecv';
    }
  }

  /** The sender of `source`; undefined while there is none. */
  senderOf(source: TrackSource): RTCRtpSender | undefined {
    if (source === 'microphone') return this.#microphone?.sender;
    if (source === 'camera') return this.#camera?.sender;
    return this.#screen.get(source)?.sender;
  }

  /** Sends `track` from now on. Only screens may cause `negotiationneeded`. */
  set(source: TrackSource, track: MediaStreamTrack | null): void {
    if (!this.#ready) return;
    if (source === 'microphone' && this.#microphone) replace(this.#microphone, track);
    else if (source === 'camera' && this.#camera) replace(this.#camera, track);
    else if (track) this.#startScreen(source, track);
    else this.#stopScreen(source);
  }

  /** To call when offer and answer are both set. */
  settle(tracks: LocalTracks): void {
    for (const [source, transceiver] of this.#screen) {
      // A transceiver that a rollback or the peer has stopped cannot send again.
      if (transceiver.currentDirection === 'stopped') this.#screen.delete(source);
    }
    for (const source of SCREEN_SOURCES) {
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

  /** The source of the transceiver with this `mid`; null for an unknown one. */
  sourceOfMid(mid: string): TrackSource | null {
    const transceiver = this.#pc.getTransceivers().find((one) => one.mid === mid);
    return transceiver ? this.sourceOf(transceiver) : null;
  }

  /**
   * The received tracks by source, without the tracks that the peer has stopped sending. Includes
   * the expected tracks as long as the first answer is not set, since ICE may connect before.
   */
  received(): Map<TrackSource, MediaStreamTrack> {
    const isExpected = this.#camera?.currentDirection === null;
    const tracks = isExpected ? this.expected() : new Map<TrackSource, MediaStreamTrack>();
    for (const transceiver of this.#pc.getTransceivers()) {
      const { currentDirection, receiver } = transceiver;
      const receives = currentDirection === 'sendrecv' || currentDirection === 'recvonly';
      if (!receives || receiver.track.readyState !== 'live') continue;
      tracks.set(this.sourceOf(transceiver), receiver.track);
    }
    return tracks;
  }

  /** The tracks that will carry video after the initial connect. */
  expected(): Map<TrackSource, MediaStreamTrack> {
    const track = this.#camera?.receiver.track;
    return new Map(track ? [['camera', track]] : []);
  }

  /** The last audio of the peer's microphone; undefined after ten seconds without any. */
  get microphoneSource(): RTCRtpSynchronizationSource | undefined {
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

/** `replaceTrack` rejects only if the connection was closed, and then nothing is sent anyway. */
function replace(transceiver: RTCRtpTransceiver, track: MediaStreamTrack | null): void {
  if (transceiver.sender.track === track) return;
  transceiver.sender.replaceTrack(track).catch((error: unknown) => {
    log.debug('a track was not replaced', { error });
  });
}

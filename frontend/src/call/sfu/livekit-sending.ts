import {
  type LocalTrackPublication,
  LocalVideoTrack,
  PublishTrackError,
  type Room,
  RoomEvent,
  VideoQuality,
} from 'livekit-client';
import { retryDelay } from '../../core/backoff';
import { createLog } from '../../core/log';
import type { TrackSource } from '../track-source';
import { OWN_SOURCES, SOURCES } from './livekit-sources';
import { publishOptionsOf } from './publish-options';

const log = createLog('sfu');

export interface SendingOptions {
  readonly isEncrypted: boolean;
  /** Whether only the smallest layer is sent at first. */
  readonly isProving: () => boolean;
}

/** Makes what a room sends equal to what is wanted. */
export class LivekitSending {
  readonly #room: Room;
  readonly #options: SendingOptions;
  readonly #wanted = new Map<TrackSource, MediaStreamTrack>();
  readonly #publications = new Map<TrackSource, LocalTrackPublication>();
  /** Changes of one source, one after another. */
  readonly #queues = new Map<TrackSource, Promise<void>>();
  /** How often in a row each source could not be sent. */
  readonly #failures = new Map<TrackSource, number>();
  #isConnected = false;
  #isClosed = false;

  constructor(room: Room, options: SendingOptions) {
    this.#room = room;
    this.#options = options;
    room
      // A host has changed what this participant may send; the SFU has unpublished the rest.
      .on(RoomEvent.ParticipantPermissionsChanged, (_before, { isLocal }) => {
        if (isLocal) for (const source of this.#wanted.keys()) void this.#update(source);
      })
      .on(RoomEvent.LocalTrackUnpublished, (publication) => {
        const source = OWN_SOURCES.get(publication.source);
        if (source === undefined || this.#publications.get(source) !== publication) return;
        this.#publications.delete(source);
        // It may be allowed again already.
        if (this.#wanted.get(source)?.readyState === 'live') void this.#update(source);
      });
  }

  /** The tracks that are sent. */
  get publications(): ReadonlyMap<TrackSource, LocalTrackPublication> {
    return this.#publications;
  }

  /** Resolves when everything that is wanted is sent, or could not be. */
  async start(): Promise<void> {
    this.#isConnected = true;
    await Promise.all([...this.#wanted.keys()].map((source) => this.#update(source)));
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (track) this.#wanted.set(source, track);
    else this.#wanted.delete(source);
    if (this.#isConnected) void this.#update(source);
  }

  close(): void {
    this.#isClosed = true;
  }

  #update(source: TrackSource): Promise<void> {
    const before = this.#queues.get(source) ?? Promise.resolve();
    const next = before
      .then(async () => {
        await this.#send(source);
        this.#failures.delete(source);
      })
      .catch((error: unknown) => this.#onNotSent(source, error));
    this.#queues.set(source, next);
    return next;
  }

  /** LiveKit may be busy. What is not allowed is sent when it is. */
  #onNotSent(source: TrackSource, error: unknown): void {
    if (this.#isClosed) return;
    log.warn('a track was not sent to the SFU', { source, error });
    if (error instanceof PublishTrackError && error.status === 403) return;
    const failures = (this.#failures.get(source) ?? 0) + 1;
    this.#failures.set(source, failures);
    setTimeout(() => void this.#update(source), retryDelay(failures));
  }

  async #send(source: TrackSource): Promise<void> {
    if (this.#isClosed) return;
    const track = this.#wanted.get(source);
    const publication = this.#publications.get(source);
    const local = this.#room.localParticipant;
    if (track === undefined) {
      this.#publications.delete(source);
      if (publication?.track) await local.unpublishTrack(publication.track, false);
      return;
    }
    if (publication?.track === undefined) return this.#publish(source, track);
    if (publication.track.mediaStreamTrack === track) return;
    await publication.track.replaceTrack(track, { userProvidedTrack: true });
    // livekit-client mutes a track that has ended, and stops sending one that is silent for five
    // seconds, also after another one has replaced it.
    if (publication.isMuted) await publication.unmute();
    await publication.resumeUpstream();
  }

  async #publish(source: TrackSource, track: MediaStreamTrack): Promise<void> {
    const { isEncrypted, isProving } = this.#options;
    const made = await this.#room.localParticipant.publishTrack(track, {
      ...publishOptionsOf(source, track),
      source: SOURCES[source],
      // Redundant audio consists of parts of several frames, which the encryption does not know.
      ...(isEncrypted && { red: false }),
    });
    this.#publications.set(source, made);
    // Until somebody receives it. The SFU asks for larger layers when somebody wants them.
    if (isProving() && made.track instanceof LocalVideoTrack) {
      made.track.setPublishingQuality(VideoQuality.LOW);
    }
  }
}

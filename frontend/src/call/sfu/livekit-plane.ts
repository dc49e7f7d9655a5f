import type { SfuAccess } from '@parley/shared/media-route';
import {
  ConnectionQuality,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
} from 'livekit-client';
import { Emitter } from '../../core/emitter';
import { createLog } from '../../core/log';
import type { StreamOwner } from '../quality/peer-statistics';
import { takeArrivalSample } from '../quality/stats-sample';
import type { ConnectionQuality as Quality } from '../session/call-snapshot';
import type { TrackSource, VisibleSource } from '../track-source';
import { LivekitSending } from './livekit-sending';
import { OWN_SOURCES, SOURCES } from './livekit-sources';
import { isMediaLost, sampleOf, type TrackOwners } from './livekit-stats';
import { type SfuEncryption, startEncryption } from './sfu-encryption';
import type { Arrival, PlaneSample, RemoteTracks, SfuPlane, SfuPlaneEvents } from './sfu-plane';
import { VideoLimits } from './video-limits';

const log = createLog('sfu');

const CONNECT_MS = 8_000;
/**
 * livekit-client resumes its signaling for this long. The media go on meanwhile, for example while the
 * server of Parley restarts; when they do not, Parley makes another connection much sooner.
 */
const RESUME_MS = 60_000;
const LONGEST_RETRY_MS = 1_000;

/**
 * Creates a connection to the SFU with livekit-client.
 *
 * @param mediaKey of an end-to-end encrypted room; null for another one
 * @throws {EncryptionError} if this browser cannot encrypt
 */
export async function createLivekitPlane(mediaKey: ArrayBuffer | null): Promise<SfuPlane> {
  const events = new Emitter<SfuPlaneEvents>();
  const onChanged = (identity: string): void => events.emit('changed', idOf(identity));
  return new LivekitPlane(events, mediaKey && (await startEncryption(mediaKey, onChanged)));
}

class LivekitPlane implements SfuPlane {
  readonly events: Emitter<SfuPlaneEvents>;
  readonly #encryption: SfuEncryption | null;
  readonly #room: Room;
  readonly #sending: LivekitSending;
  /** The connections of each participant by their id, the newest first; two for a moment. */
  readonly #connections = new Map<string, readonly RemoteParticipant[]>();
  readonly #limits = new VideoLimits();
  #isClosed = false;
  /** Livekit-client has given up. */
  #isEnded = false;

  constructor(events: Emitter<SfuPlaneEvents>, encryption: SfuEncryption | null) {
    this.events = events;
    this.#encryption = encryption;
    this.#room = new Room({
      // Parley attaches no elements with livekit-client, which would see none and pause all videos.
      adaptiveStream: false,
      dynacast: true,
      disconnectOnPageLeave: false,
      stopLocalTrackOnUnpublish: false,
      ...(encryption && { encryption }),
      // Firefox loses subscriptions in this mode.
      singlePeerConnection: !navigator.userAgent.includes('Firefox'),
      reconnectPolicy: {
        nextRetryDelayInMs: ({ retryCount, elapsedMs }) =>
          elapsedMs > RESUME_MS ? null : Math.min(300 * (retryCount + 1), LONGEST_RETRY_MS),
      },
    });
    this.#sending = new LivekitSending(this.#room, {
      isEncrypted: encryption !== null,
      isProving: () => this.#limits.isProving,
    });
    const changed = (participant: RemoteParticipant): void => this.#changed(participant);
    const cameOrLeft = (participant: RemoteParticipant): void => {
      this.#sortConnections();
      changed(participant);
    };
    this.#room
      .on(RoomEvent.ParticipantConnected, cameOrLeft)
      .on(RoomEvent.ParticipantDisconnected, cameOrLeft)
      .on(RoomEvent.TrackPublished, (publication, participant) =>
        this.#limit(participant, publication),
      )
      .on(RoomEvent.TrackSubscribed, (_track, publication, participant) => {
        this.#limit(participant, publication);
        changed(participant);
      })
      .on(RoomEvent.TrackUnsubscribed, (_track, _publication, participant) => changed(participant))
      .on(RoomEvent.ConnectionQualityChanged, (_quality, participant) =>
        this.events.emit('changed', idOf(participant.identity)),
      )
      .on(RoomEvent.EncryptionError, (_error, participant) => {
        if (participant) encryption?.noteError(participant.identity);
      })
      .on(RoomEvent.Disconnected, (reason) => {
        if (this.#isClosed) return;
        this.#isEnded = true;
        log.warn('the connection to the SFU is lost', { reason });
        this.events.emit('lost');
      });
  }

  get isEncrypted(): boolean {
    return this.#encryption !== null;
  }

  async connect({ path, token }: SfuAccess): Promise<void> {
    const url = new URL(path, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    // Before anything is sent.
    if (this.#encryption) await this.#room.setE2EEEnabled(true);
    await this.#room.connect(url.href, token, {
      autoSubscribe: true,
      // The SFU sees the address of this client, so no STUN server has to tell it.
      rtcConfig: { iceServers: [] },
      maxRetries: 0,
      peerConnectionTimeout: CONNECT_MS,
      websocketTimeout: CONNECT_MS,
    });
    this.#sortConnections();
    // What the others send may arrive before what this client sends.
    void this.#sending.start();
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    this.#sending.publish(source, track);
  }

  constrain(participantId: string, source: VisibleSource, height: number): void {
    this.#limits.set(participantId, source, height);
    for (const participant of this.#connections.get(participantId) ?? []) {
      const publication = participant.getTrackPublication(SOURCES[source]);
      if (publication) this.#limit(participant, publication);
    }
  }

  setProving(on: boolean): void {
    if (on === this.#limits.isProving) return;
    this.#limits.isProving = on;
    this.#limitAll();
  }

  setLowConnection(on: boolean): void {
    if (on === this.#limits.isLow) return;
    this.#limits.isLow = on;
    this.#limitAll();
  }

  #limitAll(): void {
    for (const participant of this.#room.remoteParticipants.values()) {
      for (const publication of participant.trackPublications.values()) {
        this.#limit(participant, publication);
      }
    }
  }

  isPresent(participantId: string): boolean {
    return this.#connections.has(participantId);
  }

  tracks(participantId: string): RemoteTracks {
    const tracks: Partial<Record<TrackSource, MediaStreamTrack>> = {};
    for (const [source, { mediaStreamTrack }] of this.#remoteTracks(participantId)) {
      tracks[source] = mediaStreamTrack;
    }
    return tracks;
  }

  async arrival(participantId: string): Promise<Arrival> {
    const arriving = new Set<TrackSource>();
    const decoded = new Set<TrackSource>();
    await Promise.all(
      [...this.#remoteTracks(participantId)].map(async ([source, track]) => {
        if (track.receiver === undefined) return;
        const { packets, frames } = await takeArrivalSample(track.receiver);
        if (packets > 0) arriving.add(source);
        if (frames > 0) decoded.add(source);
      }),
    );
    const identity = this.#participant(participantId)?.identity;
    // Packets without a frame that can be decrypted are nothing to show.
    const isLocked =
      identity !== undefined &&
      arriving.size > 0 &&
      this.#encryption?.isDecrypted(identity) === false;
    return { isPresent: identity !== undefined && !isLocked, arriving, decoded };
  }

  isUndecryptable(participantId: string): boolean {
    const identity = this.#participant(participantId)?.identity;
    return identity !== undefined && this.#encryption?.isUndecryptable(identity) === true;
  }

  level(participantId: string): number {
    const microphone = this.#remoteTracks(participantId).get('microphone');
    const [source] = microphone?.receiver?.getSynchronizationSources() ?? [];
    return source?.audioLevel ?? 0;
  }

  grade(participantId: string | null): Quality {
    if (participantId === null) return GRADES[this.#room.localParticipant.connectionQuality];
    return GRADES[this.#participant(participantId)?.connectionQuality ?? ConnectionQuality.Lost];
  }

  get isLost(): boolean {
    return this.#isEnded || isMediaLost(this.#room);
  }

  sample(): Promise<PlaneSample> {
    return sampleOf(this.#room, () => this.#owners());
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#sending.close();
    this.events.clear();
    void this.#room.disconnect(false).finally(() => this.#encryption?.close());
  }

  #limit({ identity }: RemoteParticipant, publication: RemoteTrackPublication): void {
    const source = OWN_SOURCES.get(publication.source);
    if (source !== 'camera' && source !== 'screen') return;
    this.#limits.apply(publication, idOf(identity), source);
  }

  #participant(participantId: string): RemoteParticipant | null {
    return this.#connections.get(participantId)?.[0] ?? null;
  }

  #sortConnections(): void {
    this.#connections.clear();
    const all = [...this.#room.remoteParticipants.values()];
    for (const participant of all.sort((a, b) => numberOf(b.identity) - numberOf(a.identity))) {
      const id = idOf(participant.identity);
      this.#connections.set(id, [...(this.#connections.get(id) ?? []), participant]);
    }
  }

  /** Of the newest connection; of the one before what the newest does not bring yet. */
  #remoteTracks(participantId: string): Map<TrackSource, RemoteTrack> {
    const tracks = new Map<TrackSource, RemoteTrack>();
    for (const { trackPublications } of this.#connections.get(participantId) ?? []) {
      for (const { source, track } of trackPublications.values()) {
        const own = OWN_SOURCES.get(source);
        if (own !== undefined && track && !tracks.has(own)) tracks.set(own, track);
      }
    }
    return tracks;
  }

  #owners(): TrackOwners {
    const owners = new Map<RTCRtpReceiver | RTCRtpSender, StreamOwner>();
    for (const participantId of this.#connections.keys()) {
      for (const [source, { receiver }] of this.#remoteTracks(participantId)) {
        if (receiver) owners.set(receiver, { participantId, source });
      }
    }
    for (const [source, { track }] of this.#sending.publications) {
      if (track?.sender) owners.set(track.sender, { participantId: null, source });
    }
    return owners;
  }

  #changed({ identity }: RemoteParticipant): void {
    this.events.emit('changed', idOf(identity));
  }
}

/** The identity on the SFU is `participantId~instanceId~number`. */
const idOf = (identity: string): string => identity.split('~')[0] ?? '';
const numberOf = (identity: string): number => Number(identity.split('~')[2] ?? 0);

const GRADES: Record<ConnectionQuality, Quality> = {
  [ConnectionQuality.Excellent]: 'good',
  [ConnectionQuality.Good]: 'good',
  [ConnectionQuality.Poor]: 'poor',
  [ConnectionQuality.Lost]: 'lost',
  [ConnectionQuality.Unknown]: 'unknown',
};

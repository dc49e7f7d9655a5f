import type { SfuAccess } from '@parley/shared/media-route';
import { Emitter } from '../../core/emitter';
import { EMPTY_SAMPLE } from '../quality/stats-sample';
import type { ConnectionQuality } from '../session/call-snapshot';
import type {
  Arrival,
  PlaneSample,
  RemoteTracks,
  SfuPlane,
  SfuPlaneEvents,
} from '../sfu/sfu-plane';
import type { TrackSource, VisibleSource } from '../track-source';
import { FakeTrack } from './fake-media';

/** A connection to the SFU on which media arrive when a test says so. */
export class FakePlane implements SfuPlane {
  readonly events = new Emitter<SfuPlaneEvents>();
  readonly published = new Map<TrackSource, MediaStreamTrack>();
  readonly calls: string[] = [];
  /** What has arrived, by participant. */
  readonly arrived = new Map<string, Arrival>();
  /** Participants whose media this client cannot decrypt. */
  readonly undecryptable = new Set<string>();
  readonly #tracks = new Map<string, RemoteTracks>();
  /** What the SFU says about connections; this client's has the key null. */
  readonly grades = new Map<string | null, ConnectionQuality>();
  counted: PlaneSample = { sample: EMPTY_SAMPLE, owners: new Map() };
  isEncrypted = false;
  isLost = false;
  isProving = false;
  isLow = false;
  /** Set before `connect`, to make it fail. */
  refusal: Error | null = null;

  connect({ token }: SfuAccess): Promise<void> {
    this.calls.push(`connect ${token}`);
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve();
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (track) this.published.set(source, track);
    else this.published.delete(source);
  }

  constrain(participantId: string, source: VisibleSource, height: number): void {
    this.calls.push(`show ${participantId} ${source} ${height}`);
  }

  setProving(on: boolean): void {
    this.isProving = on;
  }

  setLowConnection(on: boolean): void {
    this.isLow = on;
  }

  isPresent(participantId: string): boolean {
    return this.arrived.get(participantId)?.isPresent === true;
  }

  tracks(participantId: string): RemoteTracks {
    return this.#tracks.get(participantId) ?? {};
  }

  arrival(participantId: string): Promise<Arrival> {
    const none = { isPresent: false, arriving: new Set<never>(), decoded: new Set<never>() };
    return Promise.resolve(this.arrived.get(participantId) ?? none);
  }

  isUndecryptable(participantId: string): boolean {
    return this.undecryptable.has(participantId);
  }

  level(): number {
    return 0.5;
  }

  grade(participantId: string | null): ConnectionQuality {
    return this.grades.get(participantId) ?? 'good';
  }

  sample(): Promise<PlaneSample> {
    return Promise.resolve(this.counted);
  }

  close(): void {
    this.calls.push('close');
  }

  /** Camera and microphone of a participant arrive, and are decoded. */
  receive(participantId: string): void {
    const sources = new Set<TrackSource>(['camera', 'microphone']);
    this.arrived.set(participantId, { isPresent: true, arriving: sources, decoded: sources });
    const tracks = { microphone: new FakeTrack('audio'), camera: new FakeTrack('video') };
    this.#tracks.set(participantId, tracks as unknown as RemoteTracks);
    this.events.emit('changed', participantId);
  }
}

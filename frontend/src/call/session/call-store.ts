import type { JoinAck, RoomPresence, RunningMeeting } from '@parley/shared/meetings';
import type { Participant, PresentParticipant } from '@parley/shared/participants';
import { differs } from '../../core/differs';
import { RenderGate } from '../../core/render-gate';
import { StreamCache } from '../../core/stream-cache';
import { createValue, type ReadonlyValue, type Value } from '../../core/value';
import { UNLISTED_DEVICES } from '../local/device-manager';
import { SOURCE_OFF } from '../local/local-source';
import type { RemoteMedia } from '../media-transport';
import { UNKNOWN_QUALITY } from '../quality/connection-quality';
import { type CallState, isInMeeting } from './call-machine';
import {
  type CallPhase,
  type CallSnapshot,
  MESH_ROUTE,
  type OwnParticipant,
  type RemoteSnapshot,
  type SelfSnapshot,
} from './call-snapshot';

export const INITIAL_SNAPSHOT: CallSnapshot = {
  phase: 'idle',
  presence: null,
  meeting: null,
  self: {
    participant: null,
    microphone: SOURCE_OFF,
    camera: SOURCE_OFF,
    screen: SOURCE_OFF,
    handRaised: false,
    noiseSuppression: 'off',
    backgroundBlur: 'off',
    cameraStream: null,
    screenStream: null,
  },
  remotes: [],
  inLobby: 0,
  devices: UNLISTED_DEVICES,
  speaking: [],
  echoing: [],
  route: MESH_ROUTE,
  isEncryptionLimited: false,
  lowConnection: false,
  offersLowConnection: false,
  ownQuality: UNKNOWN_QUALITY,
  endReason: null,
  entry: 'open',
  refusal: null,
  removal: null,
  error: null,
};

/** Milliseconds: long enough to answer an offer, and short enough to go unnoticed. */
const HOLD_RENDERING_MS = 250;

const NO_MEDIA: RemoteMedia = {
  tracks: {},
  initialConnect: 'new',
  quality: UNKNOWN_QUALITY,
  fingerprints: null,
};

/** The part of the snapshot that comes from the state machine. */
type ShownState = Pick<
  CallState,
  'phase' | 'error' | 'endReason' | 'entry' | 'refusal' | 'removal'
>;

/**
 * The snapshot of a call and the only way to change it. Parts that do not change keep their
 * identity. The phase comes from the call machine; the store only shows it.
 */
export class CallStore {
  readonly #snapshot: Value<CallSnapshot> = createValue(INITIAL_SNAPSHOT);
  readonly #rendered = new RenderGate<CallSnapshot>(this.#snapshot);
  /** The other participants, or in the lobby those who are present, by id. */
  readonly #participants = new Map<string, Participant>();
  readonly #streams = new StreamCache();
  readonly #mediaOf: (participantId: string) => RemoteMedia | null;
  #isClosed = false;

  /** @param mediaOf what arrives from a participant right now */
  constructor(mediaOf: (participantId: string) => RemoteMedia | null) {
    this.#mediaOf = mediaOf;
  }

  get snapshot(): ReadonlyValue<CallSnapshot> {
    return this.#snapshot;
  }

  /** The snapshot for the UI; it does not change while `holdRendering` is in force. */
  get rendered(): ReadonlyValue<CallSnapshot> {
    return this.#rendered;
  }

  get phase(): CallPhase {
    return this.#snapshot.get().phase;
  }

  get self(): OwnParticipant | null {
    return this.#snapshot.get().self.participant;
  }

  participant(id: string): Participant | undefined {
    return this.#participants.get(id);
  }

  update(change: Partial<CallSnapshot>): void {
    if (this.#isClosed) return;
    this.#snapshot.update((current) =>
      differs(current, change) ? { ...current, ...change } : current,
    );
  }

  updateSelf(change: Partial<SelfSnapshot>): void {
    const { self } = this.#snapshot.get();
    if (differs(self, change)) this.update({ self: { ...self, ...change } });
  }

  /** Shows another state of the machine, at once also in the UI. */
  showState({ phase, error, endReason, entry, refusal, removal }: ShownState): void {
    this.update({ phase, error, endReason, entry, refusal, removal });
    this.#rendered.release();
  }

  /**
   * Keeps changes from the UI for a quarter of a second, or until the state changes: rendering a new
   * participant takes as long as answering their offer, and would delay it.
   */
  holdRendering(): void {
    this.#rendered.hold(HOLD_RENDERING_MS);
  }

  /**
   * Shows in the lobby who is in the room, so far by name only, so that the UI can lay out the call
   * before the client joins it.
   */
  showPresence(presence: RoomPresence, others: readonly PresentParticipant[]): void {
    this.#setParticipants(others.map((one) => this.#known(one) ?? expected(one)));
    this.update({ presence, remotes: this.#remotes(this.phase) });
  }

  enterMeeting(ack: JoinAck, state: ShownState): void {
    this.#setParticipants(ack.participants);
    const { self } = this.#snapshot.get();
    const { phase, error, endReason, removal } = state;
    this.update({
      phase,
      error,
      endReason,
      removal,
      presence: null,
      meeting: ack.meeting,
      inLobby: ack.lobby ?? 0,
      self: { ...self, participant: ack.self },
      remotes: this.#remotes(phase),
    });
  }

  /** Removes all participants. Changes `state` in the same step, so that no snapshot has only one
   * of the two changes. */
  clearMeeting({ phase, error, endReason, removal }: ShownState): void {
    this.#setParticipants([]);
    this.update({
      phase,
      error,
      endReason,
      removal,
      remotes: this.#remotes(phase),
      meeting: null,
      presence: null,
      inLobby: 0,
      speaking: [],
      ownQuality: UNKNOWN_QUALITY,
      offersLowConnection: false,
      isEncryptionLimited: false,
    });
  }

  /** The room of the running meeting, or what the hosts allow, has changed. */
  changeMeeting(meeting: RunningMeeting): void {
    if (this.#snapshot.get().meeting !== null) this.update({ meeting });
  }

  putParticipant(participant: Participant): void {
    if (participant.id === this.self?.id) return;
    this.#participants.set(participant.id, participant);
    this.refreshRemotes();
  }

  /** Does nothing if another instance of the participant has joined since. */
  removeParticipant(id: string, instanceId: string): void {
    if (this.#participants.get(id)?.instanceId !== instanceId) return;
    this.#participants.delete(id);
    this.#streams.forget(`${id}/`);
    this.refreshRemotes();
  }

  /** Media or quality of a participant has changed. */
  refreshRemotes(): void {
    this.update({ remotes: this.#remotes(this.phase) });
  }

  /** Shows the initial snapshot and nothing else from now on. */
  close(): void {
    this.#isClosed = true;
    this.#snapshot.set(INITIAL_SNAPSHOT);
    this.#rendered.release();
  }

  #setParticipants(participants: readonly Participant[]): void {
    this.#participants.clear();
    for (const participant of participants) this.#participants.set(participant.id, participant);
  }

  /** The entry that is laid out already, unless the name or the instance has changed since. */
  #known(person: PresentParticipant): Participant | undefined {
    const known = this.#participants.get(person.id);
    return known && !differs(known, person) ? known : undefined;
  }

  /** Participants in the order of joining, each with its media. Unchanged entries keep identity. */
  #remotes(phase: CallPhase): readonly RemoteSnapshot[] {
    const current = this.#snapshot.get().remotes;
    const before = new Map(current.map((remote) => [remote.participant.id, remote]));
    const next = [...this.#participants.values()]
      .sort((a, b) => Date.parse(a.joinedAt) - Date.parse(b.joinedAt) || a.joinSeq - b.joinSeq)
      .map((participant) => {
        const media = this.#mediaOf(participant.id);
        const remote = this.#remote(participant, isInMeeting(phase) ? media : early(media));
        const known = before.get(participant.id);
        return known && !differs(known, remote) ? known : remote;
      });
    const isUnchanged =
      next.length === current.length && next.every((one, i) => one === current[i]);
    return isUnchanged ? current : next;
  }

  /**
   * Puts a participant and their media together. A source that its owner turned off is not shown
   * even while its track lives: the last video frame must not stay. Nor is it audible: the media
   * state decides, whatever the other browser sends.
   */
  #remote(participant: Participant, received: RemoteMedia | null): RemoteSnapshot {
    const { id, media } = participant;
    const { tracks, initialConnect, quality, fingerprints, isUndecryptable } = received ?? NO_MEDIA;
    const camera = media.camera ? tracks.camera : null;
    const screen = media.screen ? tracks.screen : null;
    setEnabled(tracks.microphone, media.microphone);
    setEnabled(tracks['screen-audio'], media.screen);
    return {
      participant,
      audioStream: this.#streams.get(`${id}/audio`, tracks.microphone, tracks['screen-audio']),
      cameraStream: this.#streams.get(`${id}/camera`, camera),
      screenStream: this.#streams.get(`${id}/screen`, screen),
      initialConnect,
      quality: quality.quality,
      qualityCause: quality.cause,
      fingerprints,
      isUndecryptable: isUndecryptable === true,
    };
  }
}

/** The stream that plays the track stays, so that its audio is back at once when it is on again. */
function setEnabled(track: MediaStreamTrack | undefined, on: boolean): void {
  if (track && track.enabled !== on) track.enabled = on;
}

/**
 * In the lobby only the video that is going to arrive: an element that plays the track already
 * shows its first frame without any rendering. Nothing is audible, and no quality is judged.
 */
function early(media: RemoteMedia | null): RemoteMedia | null {
  const camera = media?.tracks.camera;
  return camera ? { ...NO_MEDIA, tracks: { camera } } : null;
}

/** A participant whose details come with the join ack. */
function expected(person: PresentParticipant): Participant {
  return {
    ...person,
    isOwner: false,
    role: 'participant',
    joinedAt: new Date(0).toISOString(),
    joinSeq: 0,
    // Otherwise a crossed-out microphone would show, or video be held back, until the ack.
    media: { microphone: true, camera: true, screen: false, hand: false },
    connection: 'connected',
  };
}

import type { Participant } from '@parley/shared/participants';
import type { RemoteSnapshot } from './call-snapshot';
import type { RemoteMedia } from '../media-transport';
import { UNKNOWN_QUALITY } from '../quality/connection-quality';
import { StreamCache } from './stream-cache';

const NO_MEDIA: RemoteMedia = { tracks: {}, initialConnect: 'new', quality: UNKNOWN_QUALITY };

/** The others in the meeting, in the order of joining, with what is to be shown of each. */
export class Roster {
  readonly #people = new Map<string, Participant>();
  readonly #streams = new StreamCache();
  #remotes: readonly RemoteSnapshot[] = [];

  get remotes(): readonly RemoteSnapshot[] {
    return this.#remotes;
  }

  get(id: string): Participant | undefined {
    return this.#people.get(id);
  }

  reset(people: readonly Participant[]): void {
    this.#people.clear();
    for (const person of people) this.#people.set(person.id, person);
  }

  put(person: Participant): void {
    this.#people.set(person.id, person);
  }

  /** Says whether this instance was there; a newer one of the same person stays. */
  remove(id: string, instanceId: string): boolean {
    if (this.#people.get(id)?.instanceId !== instanceId) return false;
    this.#streams.forget(`${id}/`);
    return this.#people.delete(id);
  }

  /**
   * Puts people and media together. A source that its owner turned off is not shown even while its
   * track lives: the last frame must not stay. Nor is it heard: what its owner says is off is
   * silent, whatever their browser sends. Unchanged entries keep their identity.
   */
  refresh(mediaOf: (id: string) => RemoteMedia | null): readonly RemoteSnapshot[] {
    const before = new Map(this.#remotes.map((remote) => [remote.participant.id, remote]));
    const next = [...this.#people.values()]
      .sort((a, b) => Date.parse(a.joinedAt) - Date.parse(b.joinedAt) || a.joinSeq - b.joinSeq)
      .map((participant) => {
        const remote = this.#show(participant, mediaOf(participant.id) ?? NO_MEDIA);
        const known = before.get(participant.id);
        return known && isSame(known, remote) ? known : remote;
      });
    const unchanged =
      next.length === this.#remotes.length && next.every((one, i) => one === this.#remotes[i]);
    if (!unchanged) this.#remotes = next;
    return this.#remotes;
  }

  #show(
    participant: Participant,
    { tracks, initialConnect, quality }: RemoteMedia,
  ): RemoteSnapshot {
    const { id, media } = participant;
    const camera = media.camera ? tracks.camera : null;
    const screen = media.screen ? tracks.screen : null;
    hear(tracks.microphone, media.microphone);
    hear(tracks['screen-audio'], media.screen);
    return {
      participant,
      audioStream: this.#streams.get(`${id}/audio`, tracks.microphone, tracks['screen-audio']),
      cameraStream: this.#streams.get(`${id}/camera`, camera),
      screenStream: this.#streams.get(`${id}/screen`, screen),
      initialConnect,
      quality: quality.quality,
      qualityCause: quality.cause,
    };
  }
}

/** The stream that plays the track stays, so that sound is there at once when it is on again. */
function hear(track: MediaStreamTrack | undefined, on: boolean): void {
  if (track && track.enabled !== on) track.enabled = on;
}

function isSame(a: RemoteSnapshot, b: RemoteSnapshot): boolean {
  return (
    a.participant === b.participant &&
    a.audioStream === b.audioStream &&
    a.cameraStream === b.cameraStream &&
    a.screenStream === b.screenStream &&
    a.initialConnect === b.initialConnect &&
    a.quality === b.quality &&
    a.qualityCause === b.qualityCause
  );
}

import type { TrackSource } from '../media-transport';
import type { PeerLink } from './peer-link';
import type { LocalTracks } from './senders';

export interface PeerAddress {
  readonly id: string;
  readonly instanceId: string;
  /** Order of the other's instance in the meeting; null before one of the two has joined. */
  readonly joinSeq: number | null;
}

/**
 * One other instance and the link to it. Until both are in the meeting the link carries nothing:
 * its transceivers are empty, and a member drops what somebody sends who has not joined. Admission
 * is a `replaceTrack`, and on the member's side an answer anew to the offer that it knows.
 */
export class Peer {
  readonly id: string;
  readonly instanceId: string;
  readonly link: PeerLink;
  /** The offer has gone with the join command. */
  offered = false;
  #joinSeq: number | null;
  readonly #tracks: Map<TrackSource, MediaStreamTrack>;

  /** `all` is what is sent to those who are admitted. */
  constructor(
    { id, instanceId, joinSeq }: PeerAddress,
    all: LocalTracks,
    createLink: (tracks: LocalTracks, isAdmitted: () => boolean) => PeerLink,
  ) {
    this.id = id;
    this.instanceId = instanceId;
    this.#joinSeq = joinSeq;
    this.#tracks = new Map(joinSeq === null ? [] : all);
    this.link = createLink(this.#tracks, () => this.admitted);
  }

  get joinSeq(): number | null {
    return this.#joinSeq;
  }

  get admitted(): boolean {
    return this.#joinSeq !== null;
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (!this.admitted) return;
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    this.link.publish(source, track);
  }

  /** Both are in the meeting: from now on they see and hear each other. */
  admit(joinSeq: number, all: LocalTracks): void {
    const before = this.admitted;
    this.#joinSeq = joinSeq;
    this.offered = false;
    if (before) return;
    this.link.begin();
    for (const [source, track] of all) this.publish(source, track);
    // After it: they wait for our first video frame, and theirs is not under way yet.
    this.link.admit();
  }
}

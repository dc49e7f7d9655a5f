import type { JoinAck, RoomPresence } from '@parley/shared/meetings';
import type { Participant, PresentParticipant } from '@parley/shared/participants';
import type {
  CallPhase,
  CallSnapshot,
  OwnParticipant,
  RemoteSnapshot,
  SelfSnapshot,
} from './call-snapshot';
import { differs } from '../../core/differs';
import { INITIAL_SNAPSHOT } from './initial-snapshot';
import type { RemoteMedia } from '../media-transport';
import { Roster } from './roster';
import { UNKNOWN_QUALITY } from '../quality/connection-quality';
import { createValue, type ReadonlyValue, type Value } from '../../core/value';

/** The snapshot of a call and the only way to change it; parts that stay keep their identity. */
export class CallState {
  readonly roster = new Roster();
  readonly #snapshot: Value<CallSnapshot> = createValue(INITIAL_SNAPSHOT);
  readonly #remote: (id: string) => RemoteMedia | null;
  #closed = false;

  constructor(remote: (id: string) => RemoteMedia | null) {
    this.#remote = remote;
  }

  get snapshot(): ReadonlyValue<CallSnapshot> {
    return this.#snapshot;
  }

  get phase(): CallPhase {
    return this.#snapshot.get().phase;
  }

  get self(): OwnParticipant | null {
    return this.#snapshot.get().self.participant;
  }

  update(change: Partial<CallSnapshot>): void {
    if (this.#closed) return;
    this.#snapshot.update((current) =>
      differs(current, change) ? { ...current, ...change } : current,
    );
  }

  updateSelf(change: Partial<SelfSnapshot>): void {
    const { self } = this.#snapshot.get();
    if (differs(self, change)) this.update({ self: { ...self, ...change } });
  }

  /** Who is there while one is not: so far by name, so that the call is laid out before it begins. */
  expect(presence: RoomPresence, others: readonly PresentParticipant[]): void {
    this.roster.reset(others.map((person) => this.#met(person) ?? unmet(person)));
    this.update({ presence, remotes: this.#remotes() });
  }

  /** Whom one has laid out already, unless they have another name or page by now. */
  #met(person: PresentParticipant): Participant | undefined {
    const known = this.roster.get(person.id);
    return known && !differs(known, person) ? known : undefined;
  }

  enterMeeting(ack: JoinAck): void {
    this.roster.reset(ack.participants);
    const { self } = this.#snapshot.get();
    this.update({
      phase: 'live',
      error: null,
      presence: null,
      meeting: ack.meeting,
      inLobby: ack.lobby ?? 0,
      self: { ...self, participant: ack.self },
      remotes: this.roster.refresh(this.#remote),
    });
  }

  /** The room of the running meeting has another name or size. */
  changeRoom({ room, capacity }: Pick<RoomPresence, 'room' | 'capacity'>): void {
    const { meeting } = this.#snapshot.get();
    if (meeting) this.update({ meeting: { ...meeting, room, capacity } });
  }

  /** Nobody is shown any more; `change` goes with it, so that no state in between is seen. */
  leaveMeeting(change: Partial<CallSnapshot>): void {
    this.roster.reset([]);
    const remotes = this.roster.refresh(() => null);
    this.update({
      remotes,
      meeting: null,
      presence: null,
      inLobby: 0,
      speaking: [],
      ownQuality: UNKNOWN_QUALITY,
      offersLowConnection: false,
      ...change,
    });
  }

  putParticipant(participant: Participant): void {
    if (participant.id === this.self?.id) return;
    this.roster.put(participant);
    this.refreshRemotes();
  }

  removeParticipant(id: string, instanceId: string): void {
    if (this.roster.remove(id, instanceId)) this.refreshRemotes();
  }

  refreshRemotes(): void {
    this.update({ remotes: this.#remotes() });
  }

  close(): void {
    this.#closed = true;
    this.#snapshot.set(INITIAL_SNAPSHOT);
  }

  #remotes(): readonly RemoteSnapshot[] {
    const isIn = this.phase === 'live' || this.phase === 'reconnecting';
    return this.roster.refresh(isIn ? this.#remote : (id) => ahead(this.#remote(id)));
  }
}

/**
 * Before joining only where a picture is going to come: an element that plays the track shows its
 * first frame without anything to render. There is nothing to be heard, and no path to judge.
 */
function ahead(media: RemoteMedia | null): RemoteMedia | null {
  const camera = media?.tracks.camera;
  return camera ? { tracks: { camera }, initialConnect: 'new', quality: UNKNOWN_QUALITY } : null;
}

/** What the page before joining does not know is nothing until the meeting says it. */
function unmet(person: PresentParticipant): Participant {
  return {
    ...person,
    isOwner: false,
    joinedAt: new Date(0).toISOString(),
    joinSeq: 0,
    // No microphone is drawn crossed out and no picture held back, only to be taken back with the
    // ack.
    media: { microphone: true, camera: true, screen: false, hand: false },
    connection: 'connected',
  };
}

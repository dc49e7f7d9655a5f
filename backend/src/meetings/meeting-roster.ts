import { nameLabel, type Participant } from '@parley/shared/participants';
import { foldLookalikes } from '@parley/shared/lookalikes';

type Name = Pick<Participant, 'displayName' | 'nameNumber'>;

/** A user who was in a meeting before this node claimed it. */
export interface Attended {
  readonly userId: string;
  readonly participantId: string;
  readonly name?: Name;
}

/** The users who were ever in one meeting, with the ids and names that participants see. */
export class MeetingRoster {
  /** Participant id by user id: a user keeps the same one for the whole meeting. */
  readonly participantIds = new Map<string, string>();
  readonly #names = new MeetingNames();
  /** The label that the record knows, by user id. */
  readonly #labels = new Map<string, string>();
  readonly #newId: () => string;
  #lastJoinSeq = 0;

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /** Takes over what the record knows, in the order of the first joins. */
  restore(attended: readonly Attended[]): void {
    for (const { userId, participantId, name } of attended) {
      this.participantIds.set(userId, participantId);
      if (name === undefined) continue;
      this.#names.restore(userId, name);
      this.noteLabel(userId, nameLabel(name));
    }
  }

  /** The id of this user in this meeting, now and after every return. */
  participantIdFor(userId: string): string {
    const id = this.participantIds.get(userId) ?? this.#newId();
    this.participantIds.set(userId, id);
    return id;
  }

  /** The name by which a user is shown from now on. */
  nameOf(userId: string, displayName: string): Name {
    // An undefined number is set too, so that it replaces an earlier one.
    return { displayName, nameNumber: this.#names.numberFor(userId, displayName) };
  }

  /**
   * Notes the label by which the record knows a user from now on.
   * @returns the label before; undefined for a user who is new
   */
  noteLabel(userId: string, label: string): string | undefined {
    const before = this.#labels.get(userId);
    this.#labels.set(userId, label);
    return before;
  }

  /** Later `joinSeq`s are higher than this one. */
  noteJoinSeq(joinSeq: number): void {
    this.#lastJoinSeq = Math.max(this.#lastJoinSeq, joinSeq);
  }

  /** Grows with every instance, also over the nodes of a meeting; `now` in milliseconds. */
  nextJoinSeq(now: number): number {
    this.#lastJoinSeq = Math.max(this.#lastJoinSeq + 1, now);
    return this.#lastJoinSeq;
  }
}

/**
 * Clients show these words for their own participant, for roles and for the application, so none of
 * them can be the label of a participant.
 */
const RESERVED = [
  'You',
  'Owner',
  'Owner of the room',
  'Host',
  'Co-host',
  'Guest',
  'Moderator',
  'Admin',
  'Administrator',
  'Parley',
  'Deleted account',
];

/**
 * The names of one meeting, now and earlier. A name that readers would take for another user's gets
 * a number. The number stays with the user over leaving, returning and taking another name, because
 * chat messages and the record bear it.
 */
export class MeetingNames {
  /** User id by folded label. */
  readonly #owners = new Map(RESERVED.map((word) => [foldLookalikes(word), '']));

  /** The number of a user's name; undefined if the name needs none. */
  numberFor(userId: string, displayName: string): number | undefined {
    let nameNumber: number | undefined;
    for (let next = 2; !this.#claim(userId, nameLabel({ displayName, nameNumber })); next += 1) {
      nameNumber = next;
    }
    return nameNumber;
  }

  /** Takes over a name from the record. */
  restore(userId: string, name: Name): void {
    this.#claim(userId, nameLabel(name));
  }

  /** Whether the label is free or the user's own; then it is theirs from now on. */
  #claim(userId: string, label: string): boolean {
    const key = foldLookalikes(label);
    const owner = this.#owners.get(key) ?? userId;
    this.#owners.set(key, owner);
    return owner === userId;
  }
}

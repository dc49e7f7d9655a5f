import { nameLabel } from '@parley/shared/participants';
import { foldName } from '@parley/shared/text';

/** What pages call their own reader; nobody else is shown by that. */
const RESERVED = 'You';

/**
 * The names of people in one meeting, now and earlier. A name that readers would take for
 * another person's gets a number, which stays with that person over leaving, coming back and taking
 * another name, as lines of the chat and the record bear it.
 */
export class MeetingNames {
  /** User id by folded label. */
  readonly #owners = new Map([[foldName(RESERVED), '']]);

  /** The number that goes with somebody's name; undefined where the name does without one. */
  numberFor(userId: string, displayName: string): number | undefined {
    let nameNumber: number | undefined;
    for (let next = 2; !this.#claim(userId, nameLabel({ displayName, nameNumber })); next += 1) {
      nameNumber = next;
    }
    return nameNumber;
  }

  /** Takes over what the record says of somebody. */
  restore(userId: string, name: Parameters<typeof nameLabel>[0]): void {
    this.#claim(userId, nameLabel(name));
  }

  /** Whether the label is free or theirs; then it is theirs from now on. */
  #claim(userId: string, label: string): boolean {
    const key = foldName(label);
    const owner = this.#owners.get(key) ?? userId;
    this.#owners.set(key, owner);
    return owner === userId;
  }
}

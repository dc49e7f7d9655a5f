import { formatNames, type NameLimits } from '../../lib/format';
import type { Changes } from './changes-between';

/** How long joins and leaves of a large meeting are collected. A notice stays for three seconds. */
const COLLECT_MS = 3_000;
/** Smaller meetings announce each join and leave by itself. */
const LARGE = 9;
/** `Ana, Ben and Cem`, or `Ana, Ben and 3 others`: a notice is short. */
const IN_NOTICES: NameLimits = { most: 3, first: 2 };

/**
 * Says what other participants did, a sentence at a time. When a large meeting begins or ends, thirty
 * people come or go within a minute: it says `Ana, Ben and 3 others joined`.
 */
export class Announcer {
  readonly #say: (sentence: string) => void;
  #joined: string[] = [];
  #left: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (sentence: string) => void) {
    this.#say = say;
  }

  /** @param count the number of the other participants */
  announce({ joined, left, sentences }: Changes, count: number): void {
    this.#joined.push(...joined);
    for (const name of left) {
      const at = this.#joined.indexOf(name);
      // Nobody has heard of the join yet.
      if (at === -1) this.#left.push(name);
      else this.#joined.splice(at, 1);
    }
    for (const sentence of sentences) this.#say(sentence);
    if (count <= LARGE) this.#flush();
    else if (joined.length + left.length > 0) {
      this.#timer ??= setTimeout(() => this.#flush(), COLLECT_MS);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [joined, left] = [this.#joined, this.#left];
    this.#joined = [];
    this.#left = [];
    if (joined.length > 0) this.#say(`${namesOf(joined)} joined`);
    if (left.length > 0) this.#say(`${namesOf(left)} left`);
  }
}

const namesOf = (names: readonly string[]): string => formatNames(names, names.length, IN_NOTICES);

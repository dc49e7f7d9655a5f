import { NOBODY_SPEAKS, nextSpeakers, type SpeakerState } from './active-speaker';

/** Who speaks, from the loudness of those whose microphone is on. */
export class Speakers {
  #state: SpeakerState = NOBODY_SPEAKS;

  /** The ids of those who speak, loudest first. */
  next(
    levels: ReadonlyMap<string, number>,
    isOn: (id: string) => boolean,
    now: number,
  ): readonly string[] {
    const heard = new Map([...levels].filter(([id]) => isOn(id)));
    this.#state = nextSpeakers(this.#state, heard, now);
    return this.#state.speaking;
  }

  reset(): void {
    this.#state = NOBODY_SPEAKS;
  }
}

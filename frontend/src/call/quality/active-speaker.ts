/** Who is heard, with the memory that keeps short pauses from flickering. */
export interface SpeakerState {
  /** Participant ids, loudest first. */
  readonly speaking: readonly string[];
  /** When each of them was last loud enough, in milliseconds. */
  readonly lastLoud: ReadonlyMap<string, number>;
}

export const NOBODY_SPEAKS: SpeakerState = { speaking: [], lastLoud: new Map() };

/** Loudness at which speaking starts; speech seldom stays below it, a quiet room seldom above. */
const START_LEVEL = 0.05;
/** Loudness that keeps somebody speaking who already is. */
const KEEP_LEVEL = 0.02;
/** As long as people pause between two sentences. */
const PAUSE_MS = 1_200;

/**
 * The next state from loudness (0..1 by participant id) at `now`. The list keeps its identity
 * while the same people speak in the same order.
 */
export function nextSpeakers(
  state: SpeakerState,
  levels: ReadonlyMap<string, number>,
  now: number,
): SpeakerState {
  const lastLoud = new Map<string, number>();
  for (const [id, level] of levels) {
    const before = state.lastLoud.get(id);
    const loud = level >= (before === undefined ? START_LEVEL : KEEP_LEVEL);
    if (loud) lastLoud.set(id, now);
    else if (before !== undefined && now - before < PAUSE_MS) lastLoud.set(id, before);
  }
  const newcomers = [...lastLoud.keys()].filter((id) => !state.speaking.includes(id));
  const staying = state.speaking.filter((id) => lastLoud.has(id));
  const unchanged = newcomers.length === 0 && staying.length === state.speaking.length;
  if (unchanged) return { speaking: state.speaking, lastLoud };
  const speaking = [...lastLoud.keys()].sort((a, b) => (levels.get(b) ?? 0) - (levels.get(a) ?? 0));
  return { speaking, lastLoud };
}

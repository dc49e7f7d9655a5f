import { describe, expect, it } from 'vitest';
import { NOBODY_SPEAKS, nextSpeakers, type SpeakerState } from './active-speaker';

describe('who is heard', () => {
  const hear = (state: SpeakerState, now: number, levels: Record<string, number>): SpeakerState =>
    nextSpeakers(state, new Map(Object.entries(levels)), now);

  it('are those above the start level, loudest first', () => {
    expect(hear(NOBODY_SPEAKS, 0, { ann: 0.06, ben: 0.5, cid: 0.04 }).speaking).toEqual([
      'ben',
      'ann',
    ]);
  });

  it('stay through a short pause and a quieter word, and not longer', () => {
    let state = hear(NOBODY_SPEAKS, 0, { ann: 0.3 });
    state = hear(state, 200, { ann: 0.03 });
    state = hear(state, 1_300, { ann: 0 });
    expect(state.speaking).toEqual(['ann']);
    expect(hear(state, 1_500, { ann: 0 }).speaking).toEqual([]);
  });

  it('keep their places and the identity of the list while nobody starts or stops', () => {
    const state = hear(NOBODY_SPEAKS, 0, { ann: 0.3, ben: 0.2 });
    expect(hear(state, 200, { ann: 0.2, ben: 0.3 }).speaking).toBe(state.speaking);
  });

  it('are nobody of those who are muted or gone', () => {
    const state = hear(NOBODY_SPEAKS, 0, { ann: 0.3 });
    expect(hear(state, 100, {}).speaking).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { ActiveSpeakers } from './active-speakers';

const observe = (
  speakers: ActiveSpeakers,
  now: number,
  levels: Record<string, number>,
): readonly string[] => speakers.observe(new Map(Object.entries(levels)), now);

it('reports participants above the start level, loudest first', () => {
  const speaking = observe(new ActiveSpeakers(), 0, { ann: 0.06, ben: 0.5, cid: 0.04 });
  expect(speaking).toEqual(['ben', 'ann']);
});

it('keeps a speaker through a short pause and a quieter word, and no longer', () => {
  const speakers = new ActiveSpeakers();
  observe(speakers, 0, { ann: 0.3 });
  observe(speakers, 200, { ann: 0.03 });
  expect(observe(speakers, 1_300, { ann: 0 })).toEqual(['ann']);
  expect(observe(speakers, 1_500, { ann: 0 })).toEqual([]);
});

it('keeps the order and the identity of the list while the same participants speak', () => {
  const speakers = new ActiveSpeakers();
  const before = observe(speakers, 0, { ann: 0.3, ben: 0.2 });
  expect(observe(speakers, 200, { ann: 0.2, ben: 0.3 })).toBe(before);
});

it('forgets a speaker whose microphone is off at once', () => {
  const speakers = new ActiveSpeakers();
  observe(speakers, 0, { ann: 0.3 });
  expect(observe(speakers, 100, {})).toEqual([]);
});

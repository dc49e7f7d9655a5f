import { expect, it } from 'vitest';
import { ActiveSpeakers } from './active-speakers';

const observe = (
  speakers: ActiveSpeakers,
  now: number,
  levels: Record<string, number>,
): readonly string[] => speakers.observe(new Map(Object.entries(levels)), now);

it('participants above the start level are active speakers, loudest first', () => {
  const speaking = observe(new ActiveSpeakers(), 0, { ann: 0.06, ben: 0.5, cid: 0.04 });
  expect(speaking).toEqual(['ben', 'ann']);
});

it('an active speaker stays active only for a short pause or a quieter word', () => {
  const speakers = new ActiveSpeakers();
  observe(speakers, 0, { ann: 0.3 });
  observe(speakers, 200, { ann: 0.03 });
  expect(observe(speakers, 1_300, { ann: 0 })).toEqual(['ann']);
  expect(observe(speakers, 1_500, { ann: 0 })).toEqual([]);
});

it('the list of active speakers keeps order and identity while the same participants speak', () => {
  const speakers = new ActiveSpeakers();
  const before = observe(speakers, 0, { ann: 0.3, ben: 0.2 });
  expect(observe(speakers, 200, { ann: 0.2, ben: 0.3 })).toBe(before);
});

it('a participant whose microphone is off stops being an active speaker at once', () => {
  const speakers = new ActiveSpeakers();
  observe(speakers, 0, { ann: 0.3 });
  expect(observe(speakers, 100, {})).toEqual([]);
});

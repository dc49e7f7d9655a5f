import { expect, it } from 'vitest';
import { echoNotices } from './echo-notices';

const MINUTE = 60_000;

it('somebody who echoes is named once in five minutes, however often it comes and goes', () => {
  const named = new Map<string, number>();
  expect(echoNotices(['sam'], named, 0)).toEqual(['sam']);
  expect(echoNotices([], named, MINUTE)).toEqual([]);
  expect(echoNotices(['sam'], named, 2 * MINUTE)).toEqual([]);
  expect(echoNotices(['sam'], named, 5 * MINUTE)).toEqual(['sam']);
});

it('somebody else is named all the same', () => {
  const named = new Map<string, number>();
  echoNotices(['sam'], named, 0);
  expect(echoNotices(['sam', 'kim'], named, MINUTE)).toEqual(['kim']);
});

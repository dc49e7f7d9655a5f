import { expect, it } from 'vitest';
import { echoNotices } from './echo-notices';

const MINUTE = 60_000;

it('a participant who echoes is named once in five minutes, however often the echo returns', () => {
  const named = new Map<string, number>();
  expect(echoNotices(['sam'], named, 0)).toEqual(['sam']);
  expect(echoNotices([], named, MINUTE)).toEqual([]);
  expect(echoNotices(['sam'], named, 2 * MINUTE)).toEqual([]);
  expect(echoNotices(['sam'], named, 5 * MINUTE)).toEqual(['sam']);
});

it('another participant who echoes is named during these five minutes', () => {
  const named = new Map<string, number>();
  echoNotices(['sam'], named, 0);
  expect(echoNotices(['sam', 'kim'], named, MINUTE)).toEqual(['kim']);
});

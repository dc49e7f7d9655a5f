import { describe, expect, it } from 'vitest';
import { TalkDetector } from './talk-detector';

/** Feeds a tenth of a second each, from `from`; returns when it told. */
function feed(detector: TalkDetector, from: number, levels: readonly number[]): number[] {
  return levels.flatMap((level, index) => {
    const now = from + index * 100;
    return detector.next(level, now) ? [now] : [];
  });
}

const TALK = Array.from({ length: 20 }, () => 0.2);

describe('talking while muted', () => {
  it('is told after half a second, not for the end of the sentence that was muted', () => {
    const detector = new TalkDetector();
    detector.start(0);
    expect(feed(detector, 0, TALK)).toEqual([1_500]);
  });

  it('survives the short pause between two words', () => {
    const detector = new TalkDetector();
    detector.start(0);
    expect(feed(detector, 1_000, [0.2, 0.2, 0.01, 0.2, 0.2, 0.2])).toEqual([1_500]);
  });

  it('is not a knock, a key or a quiet room', () => {
    const detector = new TalkDetector();
    detector.start(0);
    const knocks = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 0.4 : 0.02));
    expect(feed(detector, 1_000, knocks)).toEqual([]);
  });

  it('is told once a minute at most, also when one mutes again', () => {
    const detector = new TalkDetector();
    detector.start(0);
    expect(feed(detector, 1_000, TALK)).toHaveLength(1);
    detector.start(5_000);
    expect(feed(detector, 6_000, TALK)).toHaveLength(0);
    expect(feed(detector, 62_000, TALK)).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { TalkDetector } from './muted-talk';

/** Feeds one level each 100 ms, starting at `from`; returns the times at which talking was reported. */
function feed(detector: TalkDetector, from: number, levels: readonly number[]): number[] {
  return levels.flatMap((level, index) => {
    const now = from + index * 100;
    return detector.next(level, now) ? [now] : [];
  });
}

const TALK = Array.from({ length: 20 }, () => 0.2);

describe('TalkDetector', () => {
  it('TalkDetector reports talking after half a second, but ignores the end of the sentence before muting', () => {
    const detector = new TalkDetector();
    detector.start(0);
    expect(feed(detector, 0, TALK)).toEqual([1_500]);
  });

  it('TalkDetector reports talking with a short pause between two words', () => {
    const detector = new TalkDetector();
    detector.start(0);
    expect(feed(detector, 1_000, [0.2, 0.2, 0.01, 0.2, 0.2, 0.2])).toEqual([1_500]);
  });

  it('TalkDetector ignores knocks, key presses and the noise of a quiet room', () => {
    const detector = new TalkDetector();
    detector.start(0);
    const knocks = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 0.4 : 0.02));
    expect(feed(detector, 1_000, knocks)).toEqual([]);
  });

  it('TalkDetector reports talking at most once a minute, even after the user mutes again', () => {
    const detector = new TalkDetector();
    detector.start(0);
    expect(feed(detector, 1_000, TALK)).toHaveLength(1);
    detector.start(5_000);
    expect(feed(detector, 6_000, TALK)).toHaveLength(0);
    expect(feed(detector, 62_000, TALK)).toHaveLength(1);
  });
});

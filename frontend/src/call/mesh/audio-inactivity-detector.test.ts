import { describe, expect, it } from 'vitest';
import { type AudioActivityChange, AudioInactivityDetector } from './audio-inactivity-detector';

type Look = [at: number, heard: number | undefined];

/** What the watch says to looks at [time of the look, timestamp of the newest sound]. */
const say = (looks: Look[]): (AudioActivityChange | null)[] => {
  const watch = new AudioInactivityDetector();
  return looks.map(([at, heard]) => watch.observe(heard, at));
};

describe('a path is gone, and back,', () => {
  it('when no sound comes for a second, and when it comes again; each said once', () => {
    const looks: Look[] = [
      [0, 100],
      [200, 300],
      [1_100, 300],
      [1_300, 300],
      [2_200, 300],
      [2_400, 2_390],
      [2_600, 2_590],
    ];
    expect(say(looks)).toEqual([null, null, null, 'gone', null, 'back', null]);
  });

  it('not back after a gap that a lost packet or two explain', () => {
    const looks: Look[] = [
      [0, 100],
      [1_000, 100],
      [1_400, 1_390],
    ];
    expect(say(looks)).toEqual([null, 'gone', null]);
  });

  it('when the browser forgets the source meanwhile', () => {
    const looks: Look[] = [
      [0, 100],
      [11_000, undefined],
      [11_200, undefined],
      [12_000, 11_990],
    ];
    expect(say(looks)).toEqual([null, 'gone', null, 'back']);
  });

  it('when nobody looked while it was gone', () => {
    expect(
      say([
        [0, 100],
        [4_000, 3_990],
      ]),
    ).toEqual([null, 'back']);
  });

  it('as often as it happens', () => {
    const looks: Look[] = [
      [0, 100],
      [2_000, 100],
      [2_200, 2_190],
      [4_200, 2_190],
      [4_400, 4_390],
    ];
    expect(say(looks)).toEqual([null, 'gone', 'back', 'gone', 'back']);
  });

  it('not when somebody is heard for the first time, or is looked at once a second', () => {
    const looks: Look[] = [
      [1_000, undefined],
      [5_000, 4_990],
      [6_000, 5_990],
      [7_100, 7_000],
    ];
    expect(say(looks)).toEqual([null, null, null, null]);
  });
});

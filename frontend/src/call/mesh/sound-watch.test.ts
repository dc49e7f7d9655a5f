import { describe, expect, it } from 'vitest';
import { SoundWatch } from './sound-watch';

/** What the watch says to looks at [time of the look, timestamp of the newest sound]. */
const say = (looks: [at: number, heard: number | undefined][]): boolean[] => {
  const watch = new SoundWatch();
  return looks.map(([at, heard]) => watch.observe(heard, at));
};

describe('a path is back when', () => {
  it('sound comes again after two seconds without any, and this is said once', () => {
    const looks = [
      [0, 100],
      [200, 300],
      [2_200, 300],
      [2_400, 2_390],
      [2_600, 2_590],
    ] as [number, number][];
    expect(say(looks)).toEqual([false, false, false, true, false]);
  });

  it('sound comes again so late that the browser forgot the source meanwhile', () => {
    const looks = [
      [0, 100],
      [11_000, undefined],
      [12_000, 11_990],
    ] as [number, number | undefined][];
    expect(say(looks)).toEqual([false, false, true]);
  });

  it('not when somebody is heard for the first time, or is looked at once a second', () => {
    const looks = [
      [5_000, 4_990],
      [6_000, 5_990],
      [7_100, 7_000],
    ] as [number, number][];
    expect(say(looks)).toEqual([false, false, false]);
  });
});

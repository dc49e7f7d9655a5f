import { expect, it } from 'vitest';
import { type AudioActivityChange, AudioInactivityDetector } from './audio-inactivity-detector';

type Sample = [at: number, timestamp: number | undefined];

/** What the detector reports for samples of [time, timestamp of the newest audio packet]. */
const report = (samples: Sample[]): (AudioActivityChange | null)[] => {
  const detector = new AudioInactivityDetector();
  return samples.map(([at, timestamp]) => detector.observe(timestamp, at));
};

it('AudioInactivityDetector reports once that no audio arrives for a second, and once that it arrives again', () => {
  const samples: Sample[] = [
    [0, 100],
    [200, 300],
    [1_100, 300],
    [1_300, 300],
    [2_200, 300],
    [2_400, 2_390],
    [2_600, 2_590],
  ];
  expect(report(samples)).toEqual([null, null, null, 'inactive', null, 'active', null]);
});

it('AudioInactivityDetector does not report activity after a gap that one or two lost packets explain', () => {
  const samples: Sample[] = [
    [0, 100],
    [1_000, 100],
    [1_400, 1_390],
  ];
  expect(report(samples)).toEqual([null, 'inactive', null]);
});

it('AudioInactivityDetector reports both when the browser forgets the source in between', () => {
  const samples: Sample[] = [
    [0, 100],
    [11_000, undefined],
    [11_200, undefined],
    [12_000, 11_990],
  ];
  expect(report(samples)).toEqual([null, 'inactive', null, 'active']);
});

it('AudioInactivityDetector reports activity after a gap without samples', () => {
  expect(
    report([
      [0, 100],
      [4_000, 3_990],
    ]),
  ).toEqual([null, 'active']);
});

it('AudioInactivityDetector reports every gap', () => {
  const samples: Sample[] = [
    [0, 100],
    [2_000, 100],
    [2_200, 2_190],
    [4_200, 2_190],
    [4_400, 4_390],
  ];
  expect(report(samples)).toEqual([null, 'inactive', 'active', 'inactive', 'active']);
});

it('AudioInactivityDetector reports nothing for the first audio and for samples once a second', () => {
  const samples: Sample[] = [
    [1_000, undefined],
    [5_000, 4_990],
    [6_000, 5_990],
    [7_100, 7_000],
  ];
  expect(report(samples)).toEqual([null, null, null, null]);
});

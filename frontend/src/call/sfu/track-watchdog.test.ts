import { expect, test } from 'vitest';
import { participantNamed } from '../testing/fake-call';
import { FakePlane } from '../testing/fake-plane';
import { TrackWatchdog } from './track-watchdog';

const ben = participantNamed('Ben', {
  media: { microphone: true, camera: true, screen: true, hand: false },
});

/** At which of the seconds another connection is due. */
function watch(plane: FakePlane, seconds: number, people = [ben]): number[] {
  const watchdog = new TrackWatchdog();
  const due: number[] = [];
  for (let second = 0; second <= seconds; second += 1) {
    if (watchdog.observe(plane, people, second * 1_000)) due.push(second);
  }
  return due;
}

test('a track that does not arrive within three seconds is a reason for one other connection', () => {
  const plane = new FakePlane();
  plane.receive(ben.id);
  // Camera and microphone are there, the screen is not.
  expect(watch(plane, 20)).toEqual([3]);
});

test('nothing is missing of a participant who sends what they say', () => {
  const plane = new FakePlane();
  plane.receive(ben.id);
  const media = { ...ben.media, screen: false };
  expect(watch(plane, 20, [{ ...ben, media }])).toEqual([]);
});

test('a participant who is not on the SFU, or has no socket, connects again without our help', () => {
  expect(watch(new FakePlane(), 20)).toEqual([]);
  const plane = new FakePlane();
  plane.receive(ben.id);
  expect(watch(plane, 20, [{ ...ben, connection: 'reconnecting' }])).toEqual([]);
});

test('a track that came and is missing again is a new reason', () => {
  const plane = new FakePlane();
  plane.receive(ben.id);
  const watchdog = new TrackWatchdog();
  const observe = (media: Partial<typeof ben.media>, second: number) =>
    watchdog.observe(plane, [{ ...ben, media: { ...ben.media, ...media } }], second * 1_000);
  expect([observe({}, 0), observe({}, 4)]).toEqual([false, true]);
  expect(observe({ screen: false }, 5)).toBe(false);
  expect([observe({}, 10), observe({}, 14)]).toEqual([false, true]);
});

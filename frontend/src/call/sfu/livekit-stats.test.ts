import type { Room } from 'livekit-client';
import { expect, test } from 'vitest';
import { EMPTY_SAMPLE } from '../quality/stats-sample';
import { isMediaLost, sampleOf } from './livekit-stats';

test('a room that livekit-client has given up has no statistics, and asking for them does not fail', async () => {
  // `Room` removes its engine when it disconnects.
  const room = { engine: undefined } as unknown as Room;
  expect(isMediaLost(room)).toBe(false);
  expect((await sampleOf(room, () => new Map())).sample).toEqual(EMPTY_SAMPLE);
});

import { createConnection } from 'mongoose';
import { expect, test } from 'vitest';
import { meetingParts } from './meeting-parts';
import { createModels } from './models';

/** The meetings themselves, and what the purge deletes before them. */
const OF_ITS_OWN = ['meetings', 'attendances'];

test('every collection with a meeting id is deleted with its meeting, and found by an index', async () => {
  const models = createModels(createConnection());
  const parts = Object.keys(meetingParts(models));
  const withMeeting = Object.entries(models).filter(
    ([name, { schema }]) =>
      !OF_ITS_OWN.includes(name) && Object.keys(schema.paths).some((path) => path === 'meetingId'),
  );
  expect(parts.toSorted()).toEqual(withMeeting.map(([name]) => name).toSorted());
  const unindexed = withMeeting.filter(
    ([, { schema }]) => !schema.indexes().some(([keys]) => Object.keys(keys)[0] === 'meetingId'),
  );
  expect(unindexed.map(([name]) => name)).toEqual([]);
});

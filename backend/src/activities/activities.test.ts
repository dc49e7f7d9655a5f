import { randomUUID } from 'node:crypto';
import { activityWords, nameAt } from '@parley/shared/activity-words';
import type { MeetingRecord } from '@parley/shared/history';
import { Types } from 'mongoose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { becomeGuest } from '../platform/testing/guests';
import { makeRoom, readRecord } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';
import { createActivityLog, MAX_ACTIVITIES_OF_ONE } from './activity-log';
import { createActivityModel } from './activity.model';

let parley: TestApp;
beforeAll(async () => {
  parley = await createTestApp();
});
afterAll(() => parley.close());

/** What the record says that participants did, in words. */
const wordsOf = ({ activities, attendances }: Pick<MeetingRecord, 'activities' | 'attendances'>) =>
  activities.map((activity) => {
    const person = attendances.find(({ id }) => id === activity.participantId);
    const name = person === undefined ? '?' : nameAt(person, activities, activity.at);
    return activityWords(activity, name).replace(/ after .*/, '');
  });

const rename = (user: TestUser, displayName: string) =>
  parley.api
    .patch('/api/users/me')
    .set(...user.bearer)
    .send({ displayName })
    .expect(200);

/** Ana, who owns the room, and Ben are in a meeting. */
async function meet(app = parley) {
  const [ana, ben] = [await app.register('Ana'), await app.register('Ben')];
  const code = await makeRoom(app, ana);
  const [a, b] = [await app.connect(ana), await app.connect(ben)];
  const { meeting, self: anas } = await a.join(code);
  const instanceId = randomUUID();
  const { self: bens } = await b.join(code, { instanceId });
  return { ana, ben, code, a, b, anas, bens, instanceId, id: meeting.id };
}

const MEDIA = { microphone: true, camera: true, screen: false, hand: false };

test('the record shows shares and hands in their order, and nothing about mutes', async () => {
  const { ana, a, b, id } = await meet();
  await b.ask('participant:update', { hand: true });
  await a.ask('participant:update', { screen: true });
  await a.ask('participant:update', { microphone: false });
  await b.ask('participant:update', { hand: false });
  await a.ask('participant:update', { screen: false, camera: false });
  const record = await readRecord(parley, ana, id);
  expect(wordsOf(record)).toEqual([
    'Ben raised a hand',
    'Ana shared a screen',
    'Ben lowered the hand',
    'Ana stopped sharing',
  ]);
});

test('a repeated state is no activity', async () => {
  const { ana, b, id } = await meet();
  for (const hand of [true, true, false, false]) await b.ask('participant:update', { hand });
  expect(wordsOf(await readRecord(parley, ana, id))).toEqual([
    'Ben raised a hand',
    'Ben lowered the hand',
  ]);
});

test('what is acknowledged is stored', async () => {
  const { b, bens, id } = await meet();
  const stored = parley.connection.collection('activities');
  await b.ask('participant:update', { hand: true });
  expect(await stored.findOne({ meetingId: new Types.ObjectId(id) })).toMatchObject({
    kind: 'hand_raised',
    participantId: new Types.ObjectId(bens.id),
  });
});

test('a join and a mute do not wait for the database to store an activity; its ack does', async () => {
  const { b, code } = await meet();
  const Activity = parley.connection.model('Activity');
  let store = (): void => undefined;
  const stored = new Promise<void>((resolve) => (store = resolve));
  vi.spyOn(Activity, 'create').mockImplementationOnce(() => stored as never);
  let isAcknowledged = false;
  const ack = b.ask('participant:update', { hand: true }).then(() => (isAcknowledged = true));
  await b.ask('participant:update', { microphone: false });
  const cem = await parley.connect(await parley.register('Cem'));
  expect((await cem.join(code)).participants).toHaveLength(2);
  expect(isAcknowledged).toBe(false);
  store();
  await ack;
});

test('a share that a host stops has stopped in the record, by one host and by the rule for all', async () => {
  const { ana, a, b, bens, id } = await meet();
  await b.ask('participant:update', { screen: true });
  await a.ask('participant:stop-share', { id: bens.id });
  await b.ask('participant:update', { screen: true });
  await a.ask('meeting:set-controls', { mayShare: false });
  const words = ['Ben shared a screen', 'Ben stopped sharing'];
  await vi.waitFor(async () =>
    expect(wordsOf(await readRecord(parley, ana, id))).toEqual([...words, ...words]),
  );
});

test('a participant who joins with a screen and a hand shares and asks from then on', async () => {
  const { ana, b, ben, code, id } = await meet();
  await b.ask('meeting:leave', {});
  const again = await parley.connect(ben);
  await again.join(code, { media: { ...MEDIA, screen: true, hand: true } });
  await vi.waitFor(async () =>
    expect(wordsOf(await readRecord(parley, ana, id))).toEqual([
      'Ben shared a screen',
      'Ben raised a hand',
    ]),
  );
});

test('another window that takes the seat over ends the share of the first one', async () => {
  const { ana, ben, b, code, id } = await meet();
  await b.ask('participant:update', { screen: true });
  const window = await parley.connect(ben);
  await window.join(code);
  await vi.waitFor(async () =>
    expect(wordsOf(await readRecord(parley, ana, id))).toEqual([
      'Ben shared a screen',
      'Ben stopped sharing',
    ]),
  );
});

test('names are those of the time: during the meeting, and after an absence', async () => {
  const { ana, ben, a, b, bens, code, id } = await meet();
  await b.ask('participant:update', { hand: true });
  await rename(ben, 'Benjamin');
  await a.next('participant:updated', ({ participant }) => participant.displayName === 'Benjamin');
  await b.ask('participant:update', { hand: false });
  await b.ask('meeting:leave', {});
  await rename(ben, 'Ana');
  const again = await parley.connect(ben);
  await again.join(code);
  await again.ask('participant:update', { hand: true });
  const record = await readRecord(parley, ana, id);
  expect(wordsOf(record)).toEqual([
    'Ben raised a hand',
    'Ben is now called Benjamin',
    'Benjamin lowered the hand',
    'Benjamin is now called Ana (2)',
    'Ana (2) raised a hand',
  ]);
  const person = record.attendances.find((one) => one.id === bens.id);
  expect(person && nameAt(person, record.activities, person.joinedAt)).toBe('Ben');
});

test('a participant whose seat waited has reconnected, and the record says since when', async () => {
  const { ana, ben, a, b, bens, code, instanceId, id } = await meet();
  b.cut();
  await a.next('participant:updated', ({ participant }) => participant.connection !== 'connected');
  const again = await parley.connect(ben);
  await again.join(code, { instanceId });
  const [activity] = (
    await vi.waitFor(async () => {
      const record = await readRecord(parley, ana, id);
      expect(wordsOf(record)).toEqual(['Ben reconnected']);
      return record;
    })
  ).activities;
  expect(activity?.participantId).toBe(bens.id);
  expect(Date.parse(activity?.since ?? '')).toBeLessThanOrEqual(Date.parse(activity?.at ?? ''));
});

test('a crashed tab that is opened again reads as a reconnect in one stay', async () => {
  const { ana, ben, a, b, code, id } = await meet();
  await b.ask('participant:update', { screen: true });
  b.rawWebSocket.terminate();
  await a.next('participant:updated', ({ participant }) => participant.connection !== 'connected');
  const tab = await parley.connect(ben);
  await tab.join(code);
  await vi.waitFor(async () => {
    const record = await readRecord(parley, ana, id);
    expect(wordsOf(record)).toEqual([
      'Ben shared a screen',
      'Ben reconnected',
      'Ben stopped sharing',
    ]);
    expect(record.attendances[1]?.intervals).toHaveLength(1);
  });
});

test('a removed participant reads what happened until the removal; others nothing while it runs', async () => {
  const { ana, ben, a, b, bens, id } = await meet();
  const stranger = await parley.register('Stranger');
  await b.ask('participant:update', { hand: true });
  await a.ask('participant:remove', { id: bens.id });
  await a.ask('participant:update', { hand: true });
  expect((await readRecord(parley, ben, id)).activities).toEqual([]);
  await a.ask('meeting:leave', {});
  await vi.waitFor(async () => {
    expect((await readRecord(parley, ana, id)).endedAt).not.toBeNull();
    expect(wordsOf(await readRecord(parley, ben, id))).toEqual(['Ben raised a hand']);
  });
  expect(wordsOf(await readRecord(parley, ana, id))).toEqual([
    'Ben raised a hand',
    'Ana raised a hand',
  ]);
  await parley.api
    .get(`/api/meetings/${id}`)
    .set(...stranger.bearer)
    .expect(404);
});

test('a guest who becomes an account is called by its name from the beginning', async () => {
  const { ana, a, code, id } = await meet();
  const gus = await becomeGuest(parley, code, 'Gus');
  const g = await parley.connect(gus);
  await g.join(code);
  await g.ask('participant:update', { hand: true });
  const { cookie } = await becomeGuest(parley, code, 'Gustav', gus.cookie);
  await a.next('participant:updated', ({ participant }) => participant.displayName === 'Gustav');
  await g.ask('meeting:leave', {});
  await a.ask('meeting:end-for-all', {});
  const carla = await parley.register('Carla');
  const claim = parley.api.post('/api/users/me/claims').set(...carla.bearer);
  await claim
    .set('Cookie', cookie)
    .send({ ids: [gus.user.id] })
    .expect(200);
  const record = await readRecord(parley, ana, id);
  expect(wordsOf(record)).toEqual(['Carla raised a hand']);
});

test('a claim by an account that was there too gives it the activities of the guest', async () => {
  const { a, ben, bens, code, id } = await meet();
  const gus = await becomeGuest(parley, code, 'Gus');
  const g = await parley.connect(gus);
  await g.join(code);
  await g.ask('participant:update', { hand: true });
  await g.ask('meeting:leave', {});
  await a.ask('meeting:end-for-all', {});
  const claim = parley.api.post('/api/users/me/claims').set(...ben.bearer);
  await claim
    .set('Cookie', gus.cookie)
    .send({ ids: [gus.user.id] })
    .expect(200);
  const record = await readRecord(parley, ben, id);
  expect(record.activities.map(({ participantId }) => participantId)).toEqual([bens.id]);
  expect(wordsOf(record)).toEqual(['Ben raised a hand']);
});

test('a repeated write stores an activity once, and nobody fills the record for all others', async () => {
  const model = createActivityModel(await openModels());
  const log = createActivityLog(model);
  const [meetingId, one, other] = [newId(), newId(), newId()];
  const activity = (participantId: string) => ({
    id: newId(),
    at: new Date().toISOString(),
    kind: 'hand_raised' as const,
    participantId,
  });
  const first = activity(one);
  await log.store(meetingId, first);
  await log.store(meetingId, first);
  expect(await model.countDocuments({ meetingId })).toBe(1);

  await model.insertMany(
    Array.from({ length: MAX_ACTIVITIES_OF_ONE - 2 }, () => {
      const { id, ...rest } = activity(one);
      return { _id: new Types.ObjectId(id), meetingId, ...rest };
    }),
  );
  const restarted = createActivityLog(model);
  for (let more = 0; more < 3; more += 1) await restarted.store(meetingId, activity(one));
  await restarted.store(meetingId, activity(other));
  expect(await model.countDocuments({ meetingId, participantId: one })).toBe(MAX_ACTIVITIES_OF_ONE);
  expect(await model.countDocuments({ meetingId, participantId: other })).toBe(1);
});

const newId = () => new Types.ObjectId().toString();
/** The connection of the server, whose models exist already, under another name. */
const openModels = async () => parley.connection.useDb(parley.database, { useCache: false });

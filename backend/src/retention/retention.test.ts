import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { everythingStored } from '../account-data/testing/everything-stored';
import { becomeGuest } from '../platform/testing/guests';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3600_000;

let parley: TestApp;
/** How far the server's clock is ahead. */
let ahead = 0;

beforeAll(async () => {
  parley = await createTestApp({ now: () => Date.now() + ahead });
});
afterEach(() => {
  ahead = 0;
});
afterAll(() => parley.close());

async function purgeAll(): Promise<void> {
  while (await parley.app.services.purge.runBatch());
}

/** Access tokens end with the moved clock. */
async function signedInAgain(user: TestUser): Promise<TestUser> {
  const { body } = await parley.api
    .post('/api/auth/login')
    .send({ email: user.user.email, password: user.password })
    .expect(200);
  return { ...user, bearer: ['Authorization', `Bearer ${body.accessToken as string}`] };
}

const get = (user: TestUser, path: string) => parley.api.get(`/api${path}`).set(...user.bearer);
const remove = (user: TestUser, path: string) =>
  parley.api.delete(`/api${path}`).set(...user.bearer);
const change = (user: TestUser, code: string, body: object) =>
  parley.api
    .patch(`/api/rooms/${code}`)
    .set(...user.bearer)
    .send(body);
const errorOf = ({ body }: { body: { error: object } }) => ({ ...body.error, requestId: '' });

/** A meeting with everything that a record can have, in which three people took part. */
async function meet(retention: string | undefined, word: string) {
  const [owner, other] = [
    await parley.register(`${word} Owner`),
    await parley.register(`${word} Other`),
  ];
  if (retention !== 'outline') {
    await parley.api
      .post('/api/webhooks')
      .set(...owner.bearer)
      .send({ url: 'https://receiver.invalid/hook', events: ['meeting.ended'] })
      .expect(201);
  }
  const code = await makeRoom(parley, owner, {
    name: `Room ${word}`,
    ...(retention !== undefined && { retention }),
  });
  const guest = await becomeGuest(parley, code, `${word} Guest`);
  const [one, two, three] = [
    await parley.connect(owner),
    await parley.connect(other),
    await parley.connect(guest),
  ];
  const { meeting } = await one.join(code);
  const { self } = await two.join(code);
  const { self: visitor } = await three.join(code);
  const { message } = await two.ask('chat:send', {
    clientId: randomUUID(),
    text: `secret ${word}`,
  });
  const post = (user: TestUser, path: string, body: object) =>
    parley.api
      .post(`/api/meetings/${meeting.id}${path}`)
      .set(...user.bearer)
      .send(body)
      .expect(201);
  await post(owner, '/marks', { lineId: message.id, kind: 'action', text: `mark ${word}` });
  await parley.api
    .patch(`/api/meetings/${meeting.id}/note`)
    .set(...other.bearer)
    .send({ text: `note ${word}` })
    .expect(200);
  await parley.api
    .patch(`/api/meetings/${meeting.id}`)
    .set(...owner.bearer)
    .send({ title: `title ${word}` })
    .expect(200);
  await two.ask('connection:report', {
    minutes: [
      {
        minute: 0,
        uplinkLoss: 12,
        downlinkLoss: 0,
        rttMs: 40,
        isRelayed: true,
        limitation: 'none',
      },
    ],
  });
  await one.ask('participant:promote', { id: self.id });
  await two.ask('participant:update', { hand: true });
  await two.ask('participant:remove', { id: visitor.id });
  await one.ask('meeting:leave', {});
  await two.ask('meeting:leave', {});
  for (const socket of [one, two, three]) socket.close();
  return { id: meeting.id, meeting, code, owner, other };
}

const stored = (name: string, id: string) =>
  parley.connection
    .collection(name)
    .countDocuments({ [name === 'meetings' ? '_id' : 'meetingId']: new Types.ObjectId(id) });

/** The collections with a meeting id, apart from the attendances. */
const partNames = (): string[] =>
  Object.values(parley.connection.models)
    .filter(({ schema }) => schema.path('meetingId') !== undefined)
    .map(({ collection }) => collection.name)
    .filter((name) => name !== 'attendances');

test('a meeting keeps the retention that its room had when it began, and announces it', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana, { retention: 'days30' });
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const before = await b.ask('room:watch', { code });
  expect(before.presence.room.retention).toBe('days30');
  const { meeting } = await a.join(code);
  expect(meeting.room.retention).toBe('days30');
  const changed = await change(ana, code, { retention: 'outline' }).expect(200);
  expect(changed.body.room.retention).toBe('outline');
  // Who comes later joins the meeting that runs.
  expect((await b.ask('room:watch', { code })).presence.room.retention).toBe('days30');
  expect((await parley.api.get(`/api/rooms/${code}/entry`)).body.retention).toBe('days30');
  expect((await b.join(code)).meeting.room.retention).toBe('days30');
  await a.ask('meeting:leave', {});
  await b.ask('meeting:leave', {});

  const { body } = await get(ana, `/meetings/${meeting.id}`).expect(200);
  const { retention, endedAt, expiresAt } = body.meeting;
  expect(retention).toBe('days30');
  expect(Date.parse(expiresAt) - Date.parse(endedAt)).toBe(30 * DAY_MS);
  expect((await b.ask('room:watch', { code })).presence.room.retention).toBe('outline');
  expect((await parley.api.get(`/api/rooms/${code}/entry`)).body.retention).toBe('outline');
});

test('people who wait to be let in learn how long the record is kept', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana, { retention: 'year', access: 'everyone_waits' });
  const b = await parley.connect(ben);
  const { presence, entry } = await b.ask('room:watch', { code });
  expect([entry, presence.room.retention]).toEqual(['waits', 'year']);
});

test('rooms keep records forever unless their owner chose something else', async () => {
  const { id, code, owner, meeting } = await meet(undefined, 'Kept');
  expect((await get(owner, `/rooms/${code}`).expect(200)).body.room.retention).toBe('forever');
  expect(meeting.room).not.toHaveProperty('retention');
  const { body } = await get(owner, `/meetings/${id}`).expect(200);
  expect(body.meeting.retention).toBe('forever');
  expect(body.meeting).not.toHaveProperty('expiresAt');
  ahead = 40_000 * DAY_MS;
  await purgeAll();
  expect(await stored('meetings', id)).toBe(1);
  expect(await stored('messages', id)).toBe(1);
});

test.for([
  ['days30', 30],
  ['year', 365],
] as const)(
  'after the time of a record (%s) nothing of it is left in any collection',
  async ([retention, days]) => {
    const word = `Xyzzy${days}`;
    const { id, owner, other, code } = await meet(retention, word);
    await parley.api
      .post(`/api/meetings/${id}/shares`)
      .set(...owner.bearer)
      .send({ kind: 'link', days: 90 })
      .expect(201);
    await parley.api
      .post(`/api/meetings/${id}/shares`)
      .set(...owner.bearer)
      .send({ kind: 'account', email: (await parley.register('Reader')).user.email })
      .expect(201);
    const said = ['secret', 'mark', 'note', 'title'].map((what) => `${what} ${word}`.toLowerCase());
    const traces = [id, ...said];
    const before = await everythingStored(parley.connection);
    expect(traces.filter((trace) => !before.includes(trace))).toEqual([]);
    // This meeting left something in every collection; the seats go with the end of a meeting.
    const counts = await Promise.all(
      partNames().map(async (name) => [name, await stored(name, id)]),
    );
    expect(counts.filter(([, count]) => count === 0)).toEqual([['seats', 0]]);

    // A minute before the end, it is still there.
    ahead = days * DAY_MS - MINUTE_MS;
    await purgeAll();
    await get(await signedInAgain(other), `/meetings/${id}`).expect(200);

    // From then on it is gone for everybody, although nothing was deleted yet.
    ahead = days * DAY_MS + MINUTE_MS;
    const unknown = await get(await signedInAgain(owner), `/meetings/${'a'.repeat(24)}`).expect(
      404,
    );
    for (const user of [await signedInAgain(owner), await signedInAgain(other)]) {
      for (const path of ['', '/messages']) {
        const gone = await get(user, `/meetings/${id}${path}`).expect(404);
        expect(errorOf(gone)).toEqual(errorOf(unknown));
      }
      const lists = [await get(user, '/meetings'), await get(user, `/meetings?q=${word}`)];
      for (const { body } of lists) expect(body.meetings).toEqual([]);
    }
    const ofRoom = await get(await signedInAgain(owner), `/meetings?room=${code}`).expect(200);
    expect(ofRoom.body.meetings).toEqual([]);
    expect(await stored('meetings', id)).toBe(1);

    ahead += 2 * MINUTE_MS;
    await purgeAll();
    const after = await everythingStored(parley.connection);
    expect(traces.filter((trace) => after.includes(trace))).toEqual([]);
  },
);

test('a record with thousands of lines is deleted in batches', async () => {
  const { id } = await meet('days30', 'Long');
  const messages = parley.connection.collection('messages');
  const [first] = await messages.find({ meetingId: new Types.ObjectId(id) }).toArray();
  const { _id, ...rest } = first ?? {};
  await messages.insertMany(
    Array.from({ length: 1_000 }, (_, index) => ({
      ...rest,
      seq: 100 + index,
      clientId: randomUUID(),
    })),
  );
  ahead = 31 * DAY_MS;
  const { purge } = parley.app.services;
  const counts = [await stored('messages', id)];
  while (await purge.runBatch()) counts.push(await stored('messages', id));
  expect(counts).toHaveLength(6);
  const steps = counts.slice(1).map((count, index) => (counts[index] ?? 0) - count);
  expect(steps.filter((step) => step > 200)).toEqual([]);
  expect([await stored('messages', id), await stored('meetings', id)]).toEqual([0, 0]);
});

test('two servers that delete at the same time harm nobody', async () => {
  const { id } = await meet('days30', 'Twice');
  ahead = 31 * DAY_MS;
  const { purge } = parley.app.services;
  await Promise.all([purge.runBatch(), purge.runBatch(), purge.runBatch()]);
  await purgeAll();
  expect([await stored('attendances', id), await stored('meetings', id)]).toEqual([0, 0]);
});

test('only that a meeting took place is kept of an outline, from the moment of its end', async () => {
  const word = 'Plugh';
  const { id, owner, other, code } = await meet('outline', word);
  const stranger = await parley.register('Stranger');

  // The purge has run once at most: what people can read does not depend on it.
  for (const user of [owner, other]) {
    const { body } = await get(user, `/meetings/${id}`).expect(200);
    expect(body.meeting).toMatchObject({
      isOutline: true,
      retention: 'outline',
      room: { code, name: `Room ${word}` },
      people: [],
      peopleCount: 3,
      messageCount: 0,
      hostActions: [],
      activities: [],
      marks: [],
      connections: [],
    });
    expect(body.meeting.attendances).toHaveLength(1);
    expect(body.meeting.attendances[0]).toMatchObject({ isMe: true, displayName: 'You' });
    expect(body.meeting.attendances[0]).not.toHaveProperty('role');
    expect(body.meeting).not.toHaveProperty('note');
    const hits = await get(user, '/search?q=note').expect(200);
    expect(hits.body.hits).toEqual([]);
    expect(JSON.stringify(body)).not.toContain(`${word} O`);
    const chat = await get(user, `/meetings/${id}/messages`).expect(200);
    expect(chat.body.messages).toEqual([]);
    const list = await get(user, '/meetings').expect(200);
    expect(list.body.meetings[0]).toMatchObject({
      id,
      isOutline: true,
      people: [],
      peopleCount: 3,
    });
    const search = await get(user, `/meetings?q=${word}%20O`).expect(200);
    expect(search.body.meetings).toEqual([]);
  }
  await get(stranger, `/meetings/${id}`).expect(404);

  await purgeAll();
  const everything = await everythingStored(parley.connection);
  for (const what of ['secret', 'mark', 'note', 'title']) {
    expect(everything).not.toContain(`${what} ${word}`.toLowerCase());
  }
  for (const name of partNames()) expect([name, await stored(name, id)]).toEqual([name, 0]);
  const attendances = await parley.connection
    .collection('attendances')
    .find({ meetingId: new Types.ObjectId(id) })
    .toArray();
  expect(attendances).toHaveLength(3);
  expect(JSON.stringify(attendances)).not.toContain(word);

  // A minute later the job has nothing left to do.
  ahead = 2 * MINUTE_MS;
  await purgeAll();
  const [document] = await parley.connection
    .collection('meetings')
    .find({ _id: new Types.ObjectId(id) })
    .toArray();
  expect(document).toMatchObject({ peopleCount: 3, messageCount: 0, retention: 'outline' });
  for (const field of ['stripDueAt', 'hosting', 'route', 'title']) {
    expect(document).not.toHaveProperty(field);
  }
  const record = await get(owner, `/meetings/${id}`).expect(200);
  expect(record.body.meeting).toMatchObject({ isOutline: true, peopleCount: 3 });
});

test('a claim gives an outline no name', async () => {
  const ana = await parley.register('Ana');
  const code = await makeRoom(parley, ana, { retention: 'outline' });
  const guest = await becomeGuest(parley, code, 'Frobnicate');
  const g = await parley.connect(guest);
  const { meeting } = await g.join(code);
  await g.ask('meeting:leave', {});
  await purgeAll();
  const claimer = await parley.register('Claimer Foo');
  await parley.api
    .post('/api/users/me/claims')
    .set(...claimer.bearer)
    .set('Cookie', guest.cookie)
    .send({ ids: [guest.user.id] })
    .expect(200);
  const { body } = await get(claimer, `/meetings/${meeting.id}`).expect(200);
  expect(body.meeting.attendances).toMatchObject([{ isMe: true, displayName: 'You' }]);
  const attendances = await parley.connection
    .collection('attendances')
    .find({ meetingId: new Types.ObjectId(meeting.id) })
    .toArray();
  expect(JSON.stringify(attendances)).not.toMatch(/Frobnicate|Claimer/);
});

test('people inside use the chat of a meeting of which only an outline is kept', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana, { retention: 'outline' });
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await a.join(code);
  await b.join(code);
  await a.ask('chat:send', { clientId: randomUUID(), text: 'while it runs' });
  expect((await b.next('chat:sent')).message.text).toBe('while it runs');
  const { body } = await get(ben, `/meetings/${meeting.id}/messages`).expect(200);
  expect(body.messages).toHaveLength(1);
  const record = await get(ben, `/meetings/${meeting.id}`).expect(200);
  expect(record.body.meeting).not.toHaveProperty('isOutline');
  await a.ask('meeting:leave', {});
  await b.ask('meeting:leave', {});
  expect((await get(ben, `/meetings/${meeting.id}/messages`).expect(200)).body.messages).toEqual(
    [],
  );
});

test('the owner deletes a record for everybody at once', async () => {
  const { id, owner, other } = await meet(undefined, 'Delete');
  const { body } = await parley.api
    .post(`/api/meetings/${id}/shares`)
    .set(...owner.bearer)
    .send({ kind: 'link' })
    .expect(201);
  const unknown = await get(other, `/meetings/${'b'.repeat(24)}`).expect(404);
  const refused = await remove(other, `/meetings/${id}`).expect(404);
  expect(errorOf(refused)).toEqual(errorOf(unknown));
  await get(other, `/meetings/${id}`).expect(200);

  await remove(owner, `/meetings/${id}`).expect(204);
  for (const user of [owner, other]) {
    const gone = await get(user, `/meetings/${id}`).expect(404);
    expect(errorOf(gone)).toEqual(errorOf(unknown));
    expect((await get(user, '/meetings').expect(200)).body.meetings).toEqual([]);
  }
  await remove(owner, `/meetings/${id}`).expect(404);
  await parley.api.post('/api/shared-record').send({ token: body.token }).expect(410);
  ahead = 2 * MINUTE_MS;
  await purgeAll();
  expect(await everythingStored(parley.connection)).not.toContain(id);
});

test('a record cannot be deleted before its meeting has ended', async () => {
  const ana = await parley.register('Ana');
  const code = await makeRoom(parley, ana);
  const a = await parley.connect(ana);
  const { meeting } = await a.join(code);
  const { body } = await remove(ana, `/meetings/${meeting.id}`).expect(403);
  expect(body.error.code).toBe('MEETING_RUNNING');
  await a.ask('meeting:leave', {});
  const both = await Promise.all([
    remove(ana, `/meetings/${meeting.id}`),
    remove(ana, `/meetings/${meeting.id}`),
  ]);
  expect(both.map(({ status }) => status)).toContain(204);
  await get(ana, `/meetings/${meeting.id}`).expect(404);
});

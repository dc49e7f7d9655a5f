import { randomUUID } from 'node:crypto';
import { accountExportSchema, DELETED_NAME } from '@parley/shared/account-data';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { markIn, recordOf, write } from '../platform/testing/record';
import { makeRoom } from '../platform/testing/rest';
import { cookieOf, createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';
import { everythingStored } from './testing/everything-stored';

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

const get = (user: TestUser, path: string) => parley.api.get(`/api${path}`).set(...user.bearer);
const deleteAccount = (user: TestUser, email = user.user.email) =>
  parley.api
    .delete('/api/users/me')
    .set(...user.bearer)
    .send({ email });
const bearerOf = (token: string): TestUser['bearer'] => ['Authorization', `Bearer ${token}`];
const signIn = async (user: TestUser) => {
  const { email } = user.user;
  const response = await parley.api
    .post('/api/auth/login')
    .send({ email, password: user.password });
  const bearer = bearerOf(response.body.accessToken);
  return { ...user, status: response.status, body: response.body, bearer };
};
const say = (text: string) => ({ clientId: randomUUID(), text });

async function eraseAll(): Promise<void> {
  while (await parley.app.services.erasure.runBatch());
}

/** A meeting that both attended, in which both wrote, and which has ended. */
async function meet(owner: TestUser, guest: TestUser): Promise<{ code: string; id: string }> {
  const code = await makeRoom(parley, owner);
  const [one, other] = await Promise.all([parley.connect(owner), parley.connect(guest)]);
  const { meeting } = await one.join(code);
  await other.join(code);
  await one.ask('chat:send', say('from the owner'));
  await other.ask('chat:send', say('from the other participant'));
  await one.ask('meeting:leave', {});
  await other.ask('meeting:leave', {});
  one.close();
  other.close();
  return { code, id: meeting.id };
}

/** A meeting in which the owner makes a co-host, who acts, and is kept out. @returns its id */
async function meetAsCoHost(owner: TestUser, coHost: TestUser): Promise<string> {
  const third = await parley.register('Third');
  const code = await makeRoom(parley, owner);
  const [one, two, three] = await Promise.all([owner, coHost, third].map(parley.connect));
  if (one === undefined || two === undefined || three === undefined) throw new Error('no socket');
  await one.join(code);
  const { meeting, self } = await two.join(code);
  const { self: guest } = await three.join(code);
  await one.ask('participant:promote', { id: self.id, isStored: true });
  await two.ask('participant:mute', { id: guest.id, mayUnmute: false });
  await two.ask('participant:remove', { id: guest.id, keepOut: 'person' });
  await one.ask('participant:mute', { id: self.id });
  await one.ask('participant:remove', { id: self.id, keepOut: 'person' });
  await one.ask('meeting:leave', {});
  for (const socket of [one, two, three]) socket.close();
  return meeting.id;
}

/** A meeting in which a participant raises a hand, gets another name and reports a minute. */
async function meetAndRename(owner: TestUser, participant: TestUser, name: string) {
  const code = await makeRoom(parley, owner);
  const [one, two] = await Promise.all([parley.connect(owner), parley.connect(participant)]);
  const { meeting } = await one.join(code);
  await two.join(code);
  await two.ask('participant:update', { hand: true });
  await parley.api
    .patch('/api/users/me')
    .set(...participant.bearer)
    .send({ displayName: name })
    .expect(200);
  await one.next('participant:updated', (event) => event.participant.displayName === name);
  const quality = { uplinkLoss: 12, downlinkLoss: 0, rttMs: 40 };
  const minutes = [{ minute: 0, ...quality, isRelayed: true, limitation: 'none' as const }];
  await two.ask('connection:report', { minutes });
  await two.ask('meeting:leave', {});
  await one.ask('meeting:leave', {});
  one.close();
  two.close();
  return meeting.id;
}

const makeApiKey = async (user: TestUser, name: string) => {
  const response = await parley.api
    .post('/api/users/me/api-keys')
    .set(...user.bearer)
    .send({ name, scopes: ['records:read'], expiresInDays: null });
  return response.body.secret as string;
};

/**
 * A meeting of the owner's room that both attended, with a line, a decision and an action of each, in
 * which each does the action of the other; and one that the owner only reads, with a mark. The owner
 * names the first one, and both write notes.
 */
async function markAll(owner: TestUser, other: TestUser) {
  const code = await makeRoom(parley, owner);
  const [one, two] = [await parley.connect(owner), await parley.connect(other)];
  const { meeting, self: ownerSelf } = await one.join(code);
  const { self } = await two.join(code);
  const [asOwner, asOther] = [owner, other].map((user) => recordOf(parley, user, meeting.id));
  if (asOwner === undefined || asOther === undefined) throw new Error('no record');
  const [own, theirs] = [await write(one, 'owner line'), await write(two, 'other line')];
  await asOwner.mark(theirs, 'action', { assigneeId: self.id, text: 'for the other' }).expect(201);
  const action = { assigneeId: ownerSelf.id, text: 'for the owner', dueOn: '2027-01-31' };
  const forOwner = markIn(await asOther.mark(own, 'action', action).expect(201));
  await asOther.mark(theirs, 'decision').expect(201);
  await two.ask('meeting:leave', {});
  await one.ask('meeting:leave', {});
  await asOwner.rename(`Plans of ${owner.user.displayName}`).expect(200);
  await asOwner.note(`note of ${owner.user.displayName}`).expect(200);
  await asOther.note('note of the other').expect(200);
  await two.join(code);
  const alone = await write(two, 'alone');
  const { meeting: second } = await two.join(code);
  await two.ask('meeting:leave', {});
  const asReader = recordOf(parley, owner, second.id);
  const read = markIn(await asReader.mark(alone, 'action', { text: 'from outside' }).expect(201));
  await asReader.changeMark(read.id, { isDone: true }).expect(200);
  for (const socket of [one, two]) socket.close();
  return { id: meeting.id, secondId: second.id, own, forOwner };
}

test('an export has the marks, titles and notes of an account, and no others', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const { id, secondId, own } = await markAll(ana, ben);
  await recordOf(parley, ana, id).retract(own).expect(200);
  const response = await get(ana, '/users/me/export').expect(200);
  const file = accountExportSchema.parse(response.body);
  expect(file.marks).toMatchObject([
    { meetingId: secondId, kind: 'action', parts: ['author', 'completed'], text: 'from outside' },
    { meetingId: id, kind: 'action', parts: ['author'], text: 'for the other' },
    { meetingId: id, parts: ['assignee'], text: 'for the owner', dueOn: '2027-01-31' },
  ]);
  expect(file.titles).toEqual([{ meetingId: id, title: 'Plans of Ana' }]);
  expect(file.notes).toEqual([
    { meetingId: id, text: 'note of Ana', updatedAt: expect.any(String) },
  ]);
  expect(file.messages).toMatchObject([{ text: '', retractedAt: expect.any(String) }]);
  for (const secret of [ben.user.id, 'Ben', 'note of the other']) {
    expect(response.text).not.toContain(secret);
  }
});

test('after an erasure, marks name the deleted account, and its notes are gone', async () => {
  const [zoe, ben] = [await parley.register('Zoë Quuxley'), await parley.register('Ben')];
  const { id, secondId, forOwner } = await markAll(zoe, ben);
  await recordOf(parley, ben, id).changeMark(forOwner.id, { text: 'still open' }).expect(200);
  await deleteAccount(zoe).expect(200);
  ahead = 7.1 * DAY_MS;
  await eraseAll();
  const stored = await everythingStored(parley.connection);
  const traces = [zoe.user.id, zoe.user.email, 'quuxley', 'zoë'];
  expect(traces.filter((trace) => stored.includes(trace))).toEqual([]);

  const reader = await signIn(ben);
  const asBen = recordOf(parley, reader, id);
  const marks = await asBen.marks();
  const byText = (text: string) => marks.find((mark) => mark.text === text);
  expect(byText('for the other')).toMatchObject({
    author: { displayName: DELETED_NAME },
    assignee: { displayName: 'Ben' },
  });
  expect(byText('still open')).toMatchObject({ assignee: { displayName: DELETED_NAME } });
  expect((await asBen.read().expect(200)).body.meeting).toMatchObject({
    title: `Plans of ${DELETED_NAME}`,
    note: 'note of the other',
  });
  expect(await recordOf(parley, reader, secondId).marks()).toMatchObject([
    { author: { displayName: DELETED_NAME }, done: { by: DELETED_NAME } },
  ]);
  // Somebody else can take the open action over.
  const { body } = await get(reader, '/actions').expect(200);
  const mine = body.actions.map(({ mark }: { mark: { text: string } }) => mark.text);
  expect(mine).toEqual(['for the other']);
});

test('an export has all that an account stores, nothing of others, and no secrets', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const { code, id } = await meet(ana, ben);
  const deleted = await makeRoom(parley, ana, { code: 'old-ana-room' });
  await parley.api
    .delete(`/api/rooms/${deleted}`)
    .set(...ana.bearer)
    .expect(204);
  const apiKey = await makeApiKey(ana, 'Archive');
  const response = await get(ana, '/users/me/export').expect(200);
  expect(response.headers['content-disposition']).toBe('attachment');
  expect(response.headers['cache-control']).toBe('no-store');
  const file = accountExportSchema.parse(response.body);
  expect(file.profile).toMatchObject({ ...ana.user, hasPassword: true });
  expect(file.sessions).toHaveLength(1);
  expect(file.rooms.map((room) => room.code)).toEqual([code]);
  expect(file.reservedCodes.map((reserved) => reserved.code)).toEqual(['oldanaroom']);
  expect(file.attendances.map(({ meetingId }) => meetingId)).toEqual([id]);
  expect(file.messages.map(({ text }) => text)).toEqual(['from the owner']);
  expect(file.apiKeys).toMatchObject([{ name: 'Archive', scopes: ['records:read'] }]);
  for (const secret of [
    apiKey,
    ben.user.id,
    ben.user.email,
    'Ben',
    'Hash',
    ana.cookie.split('=')[1],
  ]) {
    expect(response.text).not.toContain(secret);
  }
});

test('an export has what the account did in meetings, and how its connections were', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const meetingId = await meetAndRename(ben, ana, 'Anastasia');
  const { body } = await get(ana, '/users/me/export').expect(200);
  const { activities, connections } = accountExportSchema.parse(body);
  expect(activities).toMatchObject([
    { meetingId, kind: 'hand_raised' },
    { meetingId, kind: 'renamed', names: { before: 'Ana', after: 'Anastasia' } },
  ]);
  expect(connections).toMatchObject([{ meetingId, minutes: [{ minute: 0, uplinkLoss: 12 }] }]);
  const other = await get(ben, '/users/me/export').expect(200);
  expect(other.body).toMatchObject({ activities: [], connections: [] });
});

test('an export with thousands of messages arrives complete', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const { id } = await meet(ana, ben);
  const messages = parley.connection.collection('messages');
  const [first] = await messages.find({ text: 'from the owner' }).sort({ _id: -1 }).toArray();
  const copies = Array.from({ length: 2_500 }, (_, index) => {
    const { _id, ...rest } = first ?? {};
    return { ...rest, seq: 100 + index, clientId: randomUUID(), text: `message ${index} ${id}` };
  });
  await messages.insertMany(copies);
  const { body } = await get(ana, '/users/me/export').expect(200);
  expect(body.messages).toHaveLength(2_501);
});

test('deleting an account requires a recent proof of identity', async () => {
  const ana = await parley.register('Ana');
  ahead = 3600_000;
  const refreshed = await parley.api
    .post('/api/auth/refresh')
    .set('Cookie', ana.cookie)
    .expect(200);
  const later = { ...ana, bearer: bearerOf(refreshed.body.accessToken) };
  const { body } = await deleteAccount(later).expect(403);
  expect(body.error.code).toBe('STEP_UP_REQUIRED');
  expect((await get(later, '/users/me').expect(200)).body.user).not.toHaveProperty('deletesAt');
  await parley.api
    .post('/api/users/me/proof')
    .set(...later.bearer)
    .send({ proof: { method: 'password', password: ana.password } })
    .expect(204);
  await deleteAccount(later).expect(200);
});

test('deleting an account requires its email address', async () => {
  const ana = await parley.register('Ana');
  const { body } = await deleteAccount(ana, 'ben@example.org').expect(400);
  expect(body.error.details[0].field).toBe('email');
  await get(ana, '/users/me').expect(200);
});

test('deleting an account ends all its sessions, tokens and sockets at once', async () => {
  const ana = await parley.register('Ana');
  const elsewhere = await signIn(ana);
  const sockets = [await parley.connect(ana), await parley.connect(elsewhere)];
  const response = await deleteAccount(ana).expect(200);
  const inDays = (Date.parse(response.body.deletesAt) - Date.now()) / DAY_MS;
  expect(inDays).toBeGreaterThan(6.99);
  expect(inDays).toBeLessThan(7.01);
  expect(cookieOf(response)).toMatch(/=$/);
  const askedAt = Date.now();
  await Promise.all(sockets.map((socket) => socket.next('session:ended')));
  expect(Date.now() - askedAt).toBeLessThan(2_000);
  for (const user of [ana, elsewhere]) await get(user, '/users/me').expect(401);
  await parley.api.post('/api/auth/refresh').set('Cookie', ana.cookie).expect(401);
});

test('an account that its user keeps within seven days stays', async () => {
  const ana = await parley.register('Ana');
  const { body } = await deleteAccount(ana).expect(200);
  ahead = 6.9 * DAY_MS;
  await eraseAll();
  const again = await signIn(ana);
  expect(again.body.user.deletesAt).toBe(body.deletesAt);
  const kept = await parley.api
    .post('/api/users/me/keep')
    .set(...again.bearer)
    .expect(200);
  expect(kept.body.user).toEqual(ana.user);
  ahead = 8 * DAY_MS;
  await eraseAll();
  expect((await signIn(ana)).status).toBe(200);
});

test('deleting twice does not postpone the deletion', async () => {
  const ana = await parley.register('Ana');
  const { body } = await deleteAccount(ana).expect(200);
  ahead = DAY_MS;
  const again = await signIn(ana);
  const second = await deleteAccount(again).expect(200);
  expect(second.body.deletesAt).toBe(body.deletesAt);
});

test('nobody can sign in after seven days, even before the account is erased', async () => {
  const ana = await parley.register('Ana');
  await deleteAccount(ana).expect(200);
  ahead = 7.1 * DAY_MS;
  const { status, body } = await signIn(ana);
  expect([status, body.error.code]).toEqual([401, 'INVALID_CREDENTIALS']);
});

test('after seven days no collection has the id, email address or name of the account', async () => {
  const [zoe, ben] = [await parley.register('Zoë Quuxley'), await parley.register('Ben')];
  const own = await meet(zoe, ben);
  const other = await meet(ben, zoe);
  await makeRoom(parley, zoe, { name: 'Talks with zoë quuxley (weekly)', code: 'quux-talks' });
  await parley.api
    .delete('/api/rooms/quux-talks')
    .set(...zoe.bearer)
    .expect(204);
  await parley.api
    .patch('/api/users/me')
    .set(...zoe.bearer)
    .send({ displayName: 'Zoë Renamed' })
    .expect(200);
  await makeApiKey(zoe, 'Zoë’s program');
  await parley.api
    .post('/api/users/me/calendar')
    .set(...zoe.bearer)
    .expect(201);
  const hosted = await meetAsCoHost(ben, zoe);
  const renamed = await meetAndRename(ben, zoe, 'Zoë Renamed Quuxley');
  await deleteAccount(zoe).expect(200);
  const traces = [zoe.user.id, zoe.user.email, 'quuxley', 'zoë'];
  const before = await everythingStored(parley.connection);
  expect(traces.map((trace) => before.includes(trace))).toEqual([true, true, true, true]);

  ahead = 7.1 * DAY_MS;
  await eraseAll();
  const after = await everythingStored(parley.connection);
  expect(traces.filter((trace) => after.includes(trace))).toEqual([]);

  const reader = await signIn(ben);
  const hosting = await get(reader, `/meetings/${hosted}`).expect(200);
  const actors = hosting.body.meeting.hostActions.map(
    (action: { actor: { displayName: string } }) => action.actor.displayName,
  );
  expect(actors).toContain(DELETED_NAME);
  const { body } = await get(reader, `/meetings/${renamed}`).expect(200);
  expect(body.meeting.activities).toMatchObject([
    { kind: 'hand_raised' },
    { kind: 'renamed', names: { before: DELETED_NAME, after: DELETED_NAME } },
  ]);
  for (const { id } of [own, other]) {
    const record = await get(reader, `/meetings/${id}`).expect(200);
    const names = record.body.meeting.attendances.map(
      (a: { displayName: string }) => a.displayName,
    );
    expect(names.toSorted()).toEqual(['Ben', DELETED_NAME]);
    const chat = await get(reader, `/meetings/${id}/messages`).expect(200);
    const senders = chat.body.messages.map(
      (message: { sender: { displayName: string } }) => message.sender.displayName,
    );
    expect(senders.toSorted()).toEqual(['Ben', DELETED_NAME]);
  }
  const record = await get(reader, `/meetings/${own.id}`).expect(200);
  expect(record.body.meeting.room).toMatchObject({
    name: `${DELETED_NAME}'s meeting`,
    exists: false,
  });
  await get(reader, `/rooms/${own.code}`).expect(404);
  for (const code of [own.code, 'quux-talks']) {
    const taken = await parley.api
      .post('/api/rooms')
      .set(...reader.bearer)
      .send({ code })
      .expect(409);
    expect(taken.body.error.code).toBe('ROOM_CODE_TAKEN');
  }
  const { email } = zoe.user;
  await parley.api
    .post('/api/auth/register')
    .send({ email, displayName: 'Somebody', password: 'a new horse battery' })
    .expect(201);
});

test('two deleted accounts in one meeting can be told apart', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const cem = await parley.register('Cem');
  const code = await makeRoom(parley, cem);
  const sockets = await Promise.all([cem, ana, ben].map((user) => parley.connect(user)));
  let id = '';
  for (const socket of sockets) id = (await socket.join(code)).meeting.id;
  for (const socket of sockets) await socket.ask('meeting:leave', {});
  await Promise.all([deleteAccount(ana).expect(200), deleteAccount(ben).expect(200)]);
  ahead = 7.1 * DAY_MS;
  await eraseAll();
  const { body } = await get(await signIn(cem), '/meetings').expect(200);
  const people = body.meetings.find((meeting: { id: string }) => meeting.id === id).people;
  expect(people.toSorted()).toEqual(['Cem', DELETED_NAME, `${DELETED_NAME} (2)`]);
});

test('an erasure waits for a meeting that still runs', async () => {
  const [ana, ben] = [await parley.register('Ana Xyzzy'), await parley.register('Ben')];
  const code = await makeRoom(parley, ben);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await b.join(code);
  await a.join(code);
  await deleteAccount(ana).expect(200);
  await b.next('participant:left');
  // A clock that is days ahead would close Ben's socket with the next sweep over expired tokens.
  await parley.connection
    .collection('users')
    .updateOne({ email: ana.user.email }, { $set: { deletesAt: new Date(0) } });
  await eraseAll();
  const meanwhile = await everythingStored(parley.connection);
  expect(meanwhile).toContain('xyzzy');
  expect(meanwhile).not.toContain(ana.user.email);
  await b.ask('meeting:leave', {});
  await eraseAll();
  expect(await everythingStored(parley.connection)).not.toContain('xyzzy');
});

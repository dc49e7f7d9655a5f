import { randomUUID } from 'node:crypto';
import { shareEndpoints } from '@parley/shared/shares';
import { Types } from 'mongoose';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { everythingStored } from '../account-data/testing/everything-stored';
import { becomeGuest } from '../platform/testing/guests';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

const DAY_MS = 24 * 3600_000;
const UNKNOWN = 'A'.repeat(43);

let parley: TestApp;
/** How far the server's clock is ahead. */
let ahead = 0;
let ana: TestUser;
let ben: TestUser;
let cem: TestUser;

beforeAll(async () => {
  parley = await createTestApp({ now: () => Date.now() + ahead });
  [ana, ben, cem] = (await Promise.all(['Ana', 'Ben', 'Cem'].map(parley.register))) as [
    TestUser,
    TestUser,
    TestUser,
  ];
});
afterEach(() => {
  ahead = 0;
});
afterAll(() => parley.close());

const get = (user: TestUser, path: string) => parley.api.get(`/api${path}`).set(...user.bearer);
const share = (user: TestUser, id: string, body: object) =>
  parley.api
    .post(`/api/meetings/${id}/shares`)
    .set(...user.bearer)
    .send(body);
const revoke = (user: TestUser, id: string, shareId: string) =>
  parley.api.delete(`/api/meetings/${id}/shares/${shareId}`).set(...user.bearer);
const open = (token: string) => parley.api.post('/api/shared-record').send({ token });
const readLines = (token: string, cursor?: string) =>
  parley.api.post('/api/shared-record/lines').send({ token, ...(cursor && { cursor }) });
const errorOf = ({ body }: { body: { error: object } }) => ({ ...body.error, requestId: '' });

/** An ended meeting of Ana, Ben and a guest, whom Ana removed before the last line. */
async function meet() {
  const code = await makeRoom(parley, ana, { name: 'Board' });
  const guest = await becomeGuest(parley, code, 'Gus');
  const [a, b, g] = [
    await parley.connect(ana),
    await parley.connect(ben),
    await parley.connect(guest),
  ];
  const { meeting } = await a.join(code);
  const { self } = await b.join(code);
  await g.join(code);
  const { message } = await b.ask('chat:send', { clientId: randomUUID(), text: 'We agree' });
  await parley.api
    .post(`/api/meetings/${meeting.id}/marks`)
    .set(...ana.bearer)
    .send({ lineId: message.id, kind: 'decision' })
    .expect(201);
  await a.ask('participant:remove', { id: self.id });
  await a.ask('chat:send', { clientId: randomUUID(), text: 'without Ben' });
  await a.ask('meeting:leave', {});
  await g.ask('meeting:leave', {});
  for (const socket of [a, b, g]) socket.close();
  return { id: meeting.id, code };
}

async function shareByLink(id: string, days?: number) {
  const { body } = await share(ana, id, { kind: 'link', ...(days && { days }) }).expect(201);
  return body as { share: { id: string; expiresAt: string }; token: string };
}

test('a link opens the record and its conversation to anybody, without an account', async () => {
  const { id } = await meet();
  const made = await shareByLink(id);
  const inDays = (Date.parse(made.share.expiresAt) - Date.now()) / DAY_MS;
  expect(inDays).toBeGreaterThan(6.99);
  expect(inDays).toBeLessThan(7.01);
  expect(Buffer.from(made.token, 'base64url')).toHaveLength(32);

  const { body } = await open(made.token).expect(200);
  expect(body.expiresAt).toBe(made.share.expiresAt);
  expect(body.meeting).toMatchObject({
    id,
    isShared: true,
    isMine: false,
    people: ['Ana', 'Ben', 'Gus'],
    messageCount: 2,
    room: { name: 'Board', code: '', exists: false },
  });
  expect(body.meeting.marks.map(({ text }: { text: string }) => text)).toEqual(['We agree']);
  expect(body.meeting.hostActions).not.toEqual([]);
  const lines = await readLines(made.token).expect(200);
  expect(lines.body.lines.map(({ text }: { text: string }) => text)).toEqual([
    'We agree',
    'without Ben',
  ]);
});

test('readers of a link get no email address, account id, note, room code or token', async () => {
  const { id, code } = await meet();
  const noted = await parley.api
    .patch(`/api/meetings/${id}/note`)
    .set(...ana.bearer)
    .send({ text: 'a private thought' });
  expect([200, 404]).toContain(noted.status);
  const { token } = await shareByLink(id);
  const text = `${(await open(token)).text}${(await readLines(token)).text}`;
  const accounts = [ana, ben].flatMap(({ user }) => [user.id, user.email]);
  const secrets = [...accounts, 'private thought', code, token, 'example.org'];
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  expect(await everythingStored(parley.connection)).not.toContain(token.toLowerCase());
});

test('the token travels in no path and no query, so that no log of addresses has it', () => {
  const { readSharedRecord, listSharedLines } = shareEndpoints;
  for (const { method, path, ...endpoint } of [readSharedRecord, listSharedLines]) {
    expect([method, path.includes(':')]).toEqual(['POST', false]);
    expect(endpoint).not.toHaveProperty('query');
  }
});

test('the page of a link tells search engines and other sites nothing', async () => {
  const response = await open(UNKNOWN);
  expect(response.headers['cache-control']).toBe('no-store');
  expect(response.headers['referrer-policy']).toBe('no-referrer');
  expect(response.headers['x-robots-tag']).toBe('noindex');
});

test('unknown, expired and revoked links get the same answer', async () => {
  const { id } = await meet();
  const [expired, revoked] = [await shareByLink(id, 1), await shareByLink(id, 30)];
  await revoke(ana, id, revoked.share.id).expect(204);
  const answers = [await open(UNKNOWN), await open(revoked.token), await readLines(revoked.token)];
  await open(expired.token).expect(200);
  ahead = DAY_MS + 1_000;
  answers.push(await open(expired.token), await readLines(expired.token));
  for (const answer of answers) {
    expect(answer.status).toBe(410);
    expect(errorOf(answer)).toEqual(errorOf(answers[0] ?? answer));
  }
  await parley.api
    .post('/api/shared-record')
    .send({ token: { $ne: '' } })
    .expect(400);
});

test('a link that is revoked while somebody reads is refused at the next request', async () => {
  const { id } = await meet();
  const { token, share: made } = await shareByLink(id);
  await open(token).expect(200);
  const [, , , revoked] = await Promise.all([
    readLines(token),
    readLines(token),
    readLines(token),
    revoke(ana, id, made.id),
  ]);
  expect(revoked?.status).toBe(204);
  await readLines(token).expect(410);
  await open(token).expect(410);
});

test('two revocations at once both succeed, and nothing is left to list', async () => {
  const { id } = await meet();
  const { share: made } = await shareByLink(id);
  const both = await Promise.all([revoke(ana, id, made.id), revoke(ana, id, made.id)]);
  expect(both.map(({ status }) => status)).toEqual([204, 204]);
  expect((await get(ana, `/meetings/${id}/shares`).expect(200)).body.shares).toEqual([]);
});

test('only the owner of a record shares it, sees its shares and revokes them', async () => {
  const { id } = await meet();
  const { share: made } = await shareByLink(id);
  const strangers = [ben, cem];
  const unknown = await get(cem, `/meetings/${'c'.repeat(24)}/shares`).expect(404);
  for (const user of strangers) {
    const answers = [
      await get(user, `/meetings/${id}/shares`),
      await share(user, id, { kind: 'link' }),
      await share(user, id, { kind: 'account', email: 'nobody@example.org' }),
      await revoke(user, id, made.id),
    ];
    for (const answer of answers) expect(errorOf(answer)).toEqual(errorOf(unknown));
  }
  const other = await meet();
  await revoke(ana, other.id, made.id).expect(204);
  expect((await get(ana, `/meetings/${id}/shares`)).body.shares).toHaveLength(1);
});

test('a record is shared after the end of its meeting only', async () => {
  const code = await makeRoom(parley, ana);
  const a = await parley.connect(ana);
  const { meeting } = await a.join(code);
  const { body } = await share(ana, meeting.id, { kind: 'link' }).expect(403);
  expect(body.error.code).toBe('MEETING_RUNNING');
  await a.ask('meeting:leave', {});
  await share(ana, meeting.id, { kind: 'link' }).expect(201);
});

test('an account reads what is shared with it to the end, and changes nothing', async () => {
  const { id } = await meet();
  await get(cem, `/meetings/${id}`).expect(404);
  const { body } = await share(ana, id, { kind: 'account', email: cem.user.email }).expect(201);
  expect(body.share).toMatchObject({ account: { displayName: 'Cem' }, expiresAt: null });
  expect(body).not.toHaveProperty('token');

  const record = await get(cem, `/meetings/${id}`).expect(200);
  expect(record.body.meeting).toMatchObject({ isShared: true, isMine: false, messageCount: 2 });
  const lines = await get(cem, `/meetings/${id}/lines`).expect(200);
  expect(lines.body.lines).toHaveLength(2);
  const line = lines.body.lines[0].id as string;
  const changes = [
    await parley.api
      .post(`/api/meetings/${id}/marks`)
      .set(...cem.bearer)
      .send({ lineId: line, kind: 'moment' }),
    await parley.api.delete(`/api/meetings/${id}/lines/${line}`).set(...cem.bearer),
    await parley.api
      .patch(`/api/meetings/${id}`)
      .set(...cem.bearer)
      .send({ title: 'Mine' }),
    await parley.api.delete(`/api/meetings/${id}`).set(...cem.bearer),
    await share(cem, id, { kind: 'link' }),
  ];
  for (const { status } of changes) expect([403, 404]).toContain(status);
  expect((await get(cem, '/meetings').expect(200)).body.meetings).toEqual([]);

  await revoke(ana, id, body.share.id).expect(204);
  await get(cem, `/meetings/${id}`).expect(404);
  await get(cem, `/meetings/${id}/lines`).expect(404);
});

test('a share opens the rest of the record to a participant whom a host removed', async () => {
  const { id } = await meet();
  const before = await get(ben, `/meetings/${id}/lines`).expect(200);
  expect(before.body.lines).toHaveLength(1);
  await share(ana, id, { kind: 'account', email: ben.user.email }).expect(201);
  const after = await get(ben, `/meetings/${id}/lines`).expect(200);
  expect(after.body.lines).toHaveLength(2);
});

test('sharing with the same account again changes how long it lasts', async () => {
  const { id } = await meet();
  const { email } = cem.user;
  const answers = await Promise.all([
    share(ana, id, { kind: 'account', email, days: 30 }),
    share(ana, id, { kind: 'account', email: email.toUpperCase(), days: 30 }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  await share(ana, id, { kind: 'account', email, days: 1 }).expect(201);
  const { body } = await get(ana, `/meetings/${id}/shares`).expect(200);
  expect(body.shares).toHaveLength(1);
  expect(body.shares[0].lastUsedAt).toBeNull();
  ahead = DAY_MS + 1_000;
  const again = await parley.api
    .post('/api/auth/login')
    .send({ email, password: cem.password })
    .expect(200);
  await parley.api
    .get(`/api/meetings/${id}`)
    .set('Authorization', `Bearer ${again.body.accessToken as string}`)
    .expect(404);
});

test('an email address without an account, and the own one, are errors of their field', async () => {
  const { id } = await meet();
  for (const email of ['nobody@example.org', ana.user.email]) {
    const { body } = await share(ana, id, { kind: 'account', email }).expect(400);
    expect(body.error.details[0].field).toBe('email');
  }
});

test('a record has at most fifty shares', async () => {
  const { id } = await meet();
  const { share: first } = await shareByLink(id);
  const [document] = await parley.connection
    .collection('shares')
    .find({ _id: new Types.ObjectId(first.id) })
    .toArray();
  const copies = Array.from({ length: 49 }, (_, index) => ({
    ...document,
    _id: new Types.ObjectId(),
    tokenHash: `copy ${index} ${id}`,
  }));
  await parley.connection.collection('shares').insertMany(copies);
  const { body } = await share(ana, id, { kind: 'link' }).expect(409);
  expect(body.error.code).toBe('TOO_MANY_SHARES');
  await revoke(ana, id, first.id).expect(204);
  // At once, still only one fits: the list would not show another one, so nobody could revoke it.
  const answers = await Promise.all([1, 2, 3].map(() => share(ana, id, { kind: 'link' })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
});

test('the owner sees when a share was last used', async () => {
  const { id } = await meet();
  const { token } = await shareByLink(id);
  await open(token).expect(200);
  await open(token).expect(200);
  await expect
    .poll(async () => (await get(ana, `/meetings/${id}/shares`)).body.shares[0].lastUsedAt)
    .not.toBeNull();
});

test('an account that is deleted takes its shares along, and an export lists them', async () => {
  const [dora, eli] = [await parley.register('Dora'), await parley.register('Eli')];
  const code = await makeRoom(parley, dora);
  const d = await parley.connect(dora);
  const { meeting } = await d.join(code);
  await d.ask('meeting:leave', {});
  const { body } = await share(dora, meeting.id, { kind: 'link', days: 90 }).expect(201);
  await share(dora, meeting.id, { kind: 'account', email: eli.user.email }).expect(201);
  const file = await get(dora, '/users/me/export').expect(200);
  expect(file.body.shares.map(({ kind }: { kind: string }) => kind)).toEqual(['link', 'account']);
  expect(file.text).not.toContain(eli.user.id);
  await open(body.token).expect(200);

  await parley.api
    .delete('/api/users/me')
    .set(...dora.bearer)
    .send({ email: dora.user.email })
    .expect(200);
  ahead = 8 * DAY_MS;
  while (await parley.app.services.erasure.runBatch());
  await open(body.token).expect(410);
  expect(
    await parley.connection
      .collection('shares')
      .countDocuments({ meetingId: new Types.ObjectId(meeting.id) }),
  ).toBe(0);
});

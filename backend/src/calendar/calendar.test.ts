import ICAL from 'ical.js';
import { Types } from 'mongoose';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

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

async function turnOn(user: TestUser): Promise<string> {
  const { body } = await parley.api
    .post('/api/users/me/calendar')
    .set(...user.bearer)
    .expect(201);
  return body.path as string;
}

/** Reads a feed with a parser of RFC 5545. */
function eventsIn(text: string): ICAL.Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  expect(calendar.name).toBe('vcalendar');
  return calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
}

/** A meeting of these people that has ended. @returns its id */
async function meet(name: string, ...people: TestUser[]): Promise<string> {
  const [owner] = people;
  if (owner === undefined) throw new Error('nobody');
  const code = await makeRoom(parley, owner, { name });
  const sockets = await Promise.all(people.map((user) => parley.connect(user)));
  let id = '';
  for (const socket of sockets) id = (await socket.join(code)).meeting.id;
  for (const socket of sockets) {
    await socket.ask('meeting:leave', {});
    socket.close();
  }
  return id;
}

test('a calendar program reads the past meetings of an account, each with a link to its record', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const id = await meet('Weekly sync', ana, ben);
  await meet('Without Ana', ben);
  const path = await turnOn(ana);
  const response = await parley.api.get(path).expect(200);
  expect(response.headers['content-type']).toBe('text/calendar; charset=utf-8');
  const [event, ...others] = eventsIn(response.text);
  expect(others).toEqual([]);
  expect(event?.summary).toBe('Weekly sync');
  expect(event?.uid).toBe(`${id}@meetings.parley`);
  const host = new URL(parley.url).host;
  const link = event?.component.getFirstPropertyValue('url');
  expect(link).toBe(`http://${host}/history/${id}`);
  expect(event?.description).toContain(`/history/${id}`);
  const stored = await parley.connection
    .collection('meetings')
    .findOne({ _id: new Types.ObjectId(id) });
  const seconds = (time: Date) => Math.floor(time.getTime() / 1000) * 1000;
  expect(event?.startDate.toJSDate().getTime()).toBe(seconds(stored?.['startedAt'] as Date));
  expect(event?.endDate.toJSDate().getTime()).toBe(seconds(stored?.['endedAt'] as Date));
});

test('a running meeting is not in the calendar until it has ended', async () => {
  const ana = await parley.register('Ana');
  const code = await makeRoom(parley, ana, { name: 'Now' });
  const socket = await parley.connect(ana);
  await socket.join(code);
  const path = await turnOn(ana);
  expect(eventsIn((await parley.api.get(path)).text)).toEqual([]);
  await socket.ask('meeting:leave', {});
  expect(eventsIn((await parley.api.get(path)).text)).toHaveLength(1);
});

test('an unchanged calendar is sent once; a new meeting makes it new', async () => {
  const ana = await parley.register('Ana');
  await meet('One', ana);
  const path = await turnOn(ana);
  const { etag = '', 'last-modified': modified = '' } = (await parley.api.get(path)).headers;
  ahead = 300_000;
  await parley.api.get(path).set('If-None-Match', etag).expect(304);
  await parley.api.get(path).set('If-Modified-Since', modified).expect(304);
  await meet('Two', ana);
  const next = await parley.api.get(path).set('If-None-Match', etag).expect(200);
  expect(eventsIn(next.text)).toHaveLength(2);
  expect(Date.parse(next.headers['last-modified'] ?? '')).toBeGreaterThan(Date.parse(modified));
});

test('a new address replaces the old one, and turning the feed off ends it', async () => {
  const ana = await parley.register('Ana');
  const [first, second] = [await turnOn(ana), await turnOn(ana)];
  await parley.api.get(first).expect(404);
  await parley.api.get(second).expect(200);
  const { body } = await parley.api.get('/api/users/me/calendar').set(...ana.bearer);
  expect(body.feed.lastReadAt).not.toBeNull();
  expect(JSON.stringify(body)).not.toContain(second.slice(10, 40));
  for (let times = 0; times < 2; times += 1) {
    await parley.api
      .delete('/api/users/me/calendar')
      .set(...ana.bearer)
      .expect(204);
  }
  await parley.api.get(second).expect(404);
  const off = await parley.api.get('/api/users/me/calendar').set(...ana.bearer);
  expect(off.body.feed).toBeNull();
});

test('the token is nowhere in the database, and an unknown one gets 404', async () => {
  const ana = await parley.register('Ana');
  const token = (await turnOn(ana)).slice('/calendar/'.length, -'.ics'.length);
  const stored = await parley.connection.collection('calendar_feeds').find().toArray();
  expect(JSON.stringify(stored)).not.toContain(token);
  for (const name of ['A'.repeat(43), 'x', token.slice(1), `${token}.ics`, '..%2f', '%00']) {
    await parley.api.get(`/calendar/${name}.ics`).expect(404);
  }
  await parley.api.get(`/calendar/${token}`).expect(404);
});

test('the feed of a disabled or deleted account stops at once', async () => {
  const ana = await parley.register('Ana');
  const path = await turnOn(ana);
  const users = parley.connection.collection('users');
  await users.updateOne({ email: ana.user.email }, { $set: { disabledAt: new Date() } });
  await parley.api.get(path).expect(404);
  await users.updateOne({ email: ana.user.email }, { $unset: { disabledAt: 1 } });
  await parley.api.get(path).expect(200);
  await parley.api
    .delete('/api/users/me')
    .set(...ana.bearer)
    .send({ email: ana.user.email })
    .expect(200);
  await parley.api.get(path).expect(404);
});

test('a new address needs a recent proof of identity', async () => {
  const ana = await parley.register('Ana');
  ahead = 3_600_000;
  const { body } = await parley.api.post('/api/auth/refresh').set('Cookie', ana.cookie);
  const refused = await parley.api
    .post('/api/users/me/calendar')
    .set('Authorization', `Bearer ${body.accessToken}`)
    .expect(403);
  expect(refused.body.error.code).toBe('STEP_UP_REQUIRED');
});

test('a participant whom a host removed sees an end at the removal', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana);
  const [host, guest] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await host.join(code);
  const { self } = await guest.join(code);
  await host.ask('participant:remove', { id: self.id });
  const removedAt = Date.now();
  const path = await turnOn(ben);
  ahead = 300_000;
  await host.ask('meeting:leave', {});
  const [event] = eventsIn((await parley.api.get(path)).text);
  expect(event?.uid).toContain(meeting.id);
  expect(event?.endDate.toJSDate().getTime()).toBeLessThanOrEqual(removedAt + 1_000);
});

test('hostile names stay names in the calendar', async () => {
  const ana = await parley.register('Ana');
  const names = [
    'X\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR',
    'X\nATTACH:https://evil.example',
    'X;LANGUAGE=en:Y',
    'X\\nY\\',
    'X,Y;Z:"Q"',
    '\u202eX\u2066',
    'X\u0000\u001b[31m\u0085\u2028ATTENDEE:Y',
    `X${'é'.repeat(200)}`,
    '=X()',
    '</script><script>X',
    'X\r ATTACH:Y',
  ];
  const ids: string[] = [];
  for (const name of names) {
    const id = await meet('Plain', ana);
    ids.push(id);
    await parley.connection
      .collection('meetings')
      .updateOne({ _id: new Types.ObjectId(id) }, { $set: { 'room.name': name } });
  }
  const { text } = await parley.api.get(await turnOn(ana)).expect(200);
  expect(text.match(/^BEGIN:VCALENDAR/gm)).toHaveLength(1);
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  const events = eventsIn(text);
  expect(new Set(events.map(({ uid }) => uid.split('@')[0]))).toEqual(new Set(ids));
  for (const event of events) {
    const properties = event.component.getAllProperties().map((property) => property.name);
    expect(properties.join(' ')).toBe('uid sequence dtstamp dtstart dtend summary description url');
    expect(event.summary).toContain('X');
    expect(event.summary).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e\u2066]/);
    expect(event.component.getAllSubcomponents()).toEqual([]);
  }
});

import { randomUUID } from 'node:crypto';
import { recordExportSchema } from '@parley/shared/exports';
import { parse as parseCsv } from 'csv-parse/sync';
import { expect } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { test } from '../platform/testing/parley-test';
import { makeRoom } from '../platform/testing/rest';
import type { TestApp, TestUser } from '../platform/testing/test-app';

const say = (text: string) => ({ clientId: randomUUID(), text });

const exportAs = (parley: TestApp, user: TestUser, id: string, query: object) =>
  parley.api
    .get(`/api/meetings/${id}/export`)
    .query(query)
    .set(...user.bearer);

const rowsOf = (csv: string) => parseCsv<Record<string, string>>(csv, { columns: true, bom: true });

/** A meeting of two people who write one message each; it has ended. */
async function meet(parley: TestApp, owner: TestUser, other: TestUser, room = {}) {
  const code = await makeRoom(parley, owner, room);
  const [one, two] = [await parley.connect(owner), await parley.connect(other)];
  const { meeting } = await one.join(code);
  const { self } = await two.join(code);
  await one.ask('chat:send', say('Shall we\nbegin?'));
  await two.ask('chat:send', say('Yes'));
  await one.ask('participant:mute', { id: self.id });
  await two.ask('meeting:leave', {});
  await one.ask('meeting:leave', {});
  return { code, id: meeting.id };
}

test('a record as Markdown tells who was there and what was said, in the order of time', async ({
  parley,
  ana,
  ben,
}) => {
  const { id } = await meet(parley, ana, ben, { name: 'Weekly sync' });
  const response = await exportAs(parley, ana, id, { format: 'md', timeZone: 'Asia/Tokyo' });
  expect(response.status).toBe(200);
  expect(response.headers['content-type']).toBe('text/markdown; charset=utf-8');
  expect(response.headers['content-disposition']).toMatch(
    /^attachment; filename=\d{4}-\d\d-\d\d-weekly-sync\.md$/,
  );
  const [, front = '', body = ''] = response.text.split(/^---$/m);
  expect(parseYaml(front)).toMatchObject({
    format: 'parley-markdown',
    version: 1,
    id,
    title: 'Weekly sync',
    time_zone: 'Asia/Tokyo',
    people: ['Ana', 'Ben'],
    partial: false,
  });
  const plain = body.replaceAll(/\d\d:\d\d/g, '10:00').replaceAll(/\d+ s\b/g, '1 s');
  expect(plain).toContain('# Weekly sync\n');
  expect(plain).toContain('## People\n\n- Ana (owner), 1 s: 10:00–10:00\n- Ben (participant)');
  expect(plain.slice(plain.indexOf('## Conversation'), plain.indexOf('## Connections'))).toBe(
    [
      '## Conversation\n',
      '- *10:00 Ana joined*',
      '- *10:00 Ben joined*',
      '- **10:00** Ana: Shall we\\\n  begin?',
      '- **10:00** Ben: Yes',
      '- *10:00 Ana muted Ben*',
      '- *10:00 Ben left*',
      '- *10:00 Ana left*\n\n',
    ].join('\n'),
  );
});

test('a record as JSON has the documented form, and no private note', async ({
  parley,
  ana,
  ben,
}) => {
  const { id, code } = await meet(parley, ana, ben);
  const response = await exportAs(parley, ben, id, { format: 'json' }).expect(200);
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  const file = recordExportSchema.parse(JSON.parse(response.text));
  expect(file.meeting).toMatchObject({ id, room: { code }, endReason: 'everyone_left' });
  expect(file.lines.map(({ text }) => text)).toEqual(['Shall we\nbegin?', 'Yes']);
  expect(file.people.map(({ displayName }) => displayName)).toEqual(['Ana', 'Ben']);
  for (const hidden of ['isMe', 'note', ana.user.email, ben.user.id]) {
    expect(response.text).not.toContain(hidden);
  }
});

test('attendance as CSV has one row for each person, with times of the wanted zone', async ({
  parley,
  ana,
  ben,
}) => {
  const { id } = await meet(parley, ana, ben, { name: 'Class' });
  const response = await exportAs(parley, ana, id, { format: 'csv', timeZone: 'Asia/Kolkata' });
  expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(response.text.startsWith('\ufeff"meeting_id"')).toBe(true);
  const rows = rowsOf(response.text);
  expect(rows.map(({ person, role, meeting }) => [person, role, meeting])).toEqual([
    ['Ana', 'owner', 'Class'],
    ['Ben', 'participant', 'Class'],
  ]);
  for (const row of rows) {
    const utc = Date.parse(row['joined'] ?? '');
    const local = Date.parse(`${row['joined_local']?.replace(' ', 'T')}Z`);
    expect(Math.round((local - utc) / 60_000)).toBe(330);
  }
});

test('a participant whom a host removed exports only the part until then', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana);
  const [host, guest] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await host.join(code);
  const { self } = await guest.join(code);
  await host.ask('chat:send', say('before'));
  await host.ask('participant:remove', { id: self.id });
  await host.ask('chat:send', say('after'));
  await host.ask('meeting:leave', {});
  for (const format of ['md', 'json', 'csv']) {
    const { text } = await exportAs(parley, ben, meeting.id, { format }).expect(200);
    expect(text).not.toContain('after');
  }
  const { text } = await exportAs(parley, ben, meeting.id, { format: 'json' });
  const file = recordExportSchema.parse(JSON.parse(text));
  expect(file.isPartial).toBe(true);
  expect(file.lines.map((line) => line.text)).toEqual(['before']);
});

test('nobody exports a meeting that runs without them, or that is not theirs', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana);
  const [host, other] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await host.join(code);
  await other.join(code);
  await exportAs(parley, ben, meeting.id, { format: 'md' }).expect(200);
  await other.ask('meeting:leave', {});
  const running = await exportAs(parley, ben, meeting.id, { format: 'md' }).expect(403);
  expect(running.body.error.code).toBe('MEETING_RUNNING');
  await host.ask('meeting:leave', {});
  const stranger = await parley.register('Stranger');
  const theirs = await exportAs(parley, stranger, meeting.id, { format: 'json' }).expect(404);
  const none = await exportAs(parley, stranger, 'a'.repeat(24), { format: 'json' }).expect(404);
  expect({ ...theirs.body.error, requestId: '' }).toEqual({ ...none.body.error, requestId: '' });
});

test('an unknown format, time zone or language is refused by its field', async ({
  parley,
  ana,
  ben,
}) => {
  const { id } = await meet(parley, ana, ben);
  const fieldOf = async (query: object) =>
    (await exportAs(parley, ana, id, query).expect(400)).body.error.details[0].field;
  expect(await fieldOf({ format: 'exe' })).toBe('format');
  expect(await fieldOf({ format: 'md', timeZone: 'Mars/Olympus' })).toBe('timeZone');
  expect(await fieldOf({ format: 'md', locale: '../../etc' })).toBe('locale');
});

test('the owner of a room exports who attended in some days of a time zone', async ({
  parley,
  ana,
  ben,
}) => {
  const { id, code } = await meet(parley, ana, ben, { name: 'Course' });
  const attendance = (user: TestUser, query: object) =>
    parley.api
      .get(`/api/rooms/${code}/attendance`)
      .query(query)
      .set(...user.bearer);
  // 23:30 in Berlin, which is the next day in Tokyo.
  const startedAt = new Date('2026-03-10T22:30:00Z');
  await parley.connection
    .collection('meetings')
    .updateOne({ 'room.code': code }, { $set: { startedAt } });
  const day = (from: string, timeZone: string) => attendance(ana, { from, to: from, timeZone });
  const berlin = await day('2026-03-10', 'Europe/Berlin').expect(200);
  expect(berlin.headers['content-disposition']).toContain(
    'filename=2026-03-10-2026-03-10-course.csv',
  );
  expect(rowsOf(berlin.text).map((row) => [row['meeting_id'], row['person']])).toEqual([
    [id, 'Ana'],
    [id, 'Ben'],
  ]);
  expect(rowsOf(berlin.text)[0]?.['meeting_started_local']).toBe('2026-03-10 23:30:00');
  expect(rowsOf((await day('2026-03-10', 'Asia/Tokyo')).text)).toEqual([]);
  expect(rowsOf((await day('2026-03-11', 'Asia/Tokyo')).text)).toHaveLength(2);
  await attendance(ben, { from: '2026-03-10', to: '2026-03-10' }).expect(404);
  await attendance(ana, { from: '2026-03-11', to: '2026-03-10' }).expect(400);
  await attendance(ana, { from: '2020-01-01', to: '2026-03-10' }).expect(400);
});

test('OpenAPI names the media types of an export, its schema and its scope', async ({ parley }) => {
  const { body } = await parley.api.get('/api/openapi.json');
  const operation = body.paths['/api/meetings/{id}/export'].get;
  expect(Object.keys(operation.responses['200'].content)).toEqual([
    'application/json',
    'text/markdown',
    'text/csv',
  ]);
  expect(operation['x-scope']).toBe('records:read');
  expect(operation.security).toContainEqual({ apiKey: ['records:read'] });
});

import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { expect, test } from 'vitest';
import { makeRoom, readRecord } from '../platform/testing/rest';
import { createTestApp } from '../platform/testing/test-app';

test('participants resume the same meeting after a restart of the server, with its messages', async () => {
  const before = await createTestApp();
  const [cleo, dan] = [await before.register('Cleo'), await before.register('Dan')];
  const code = await makeRoom(before, cleo);
  const [c, d] = [await before.connect(cleo), await before.connect(dan)];
  const instances = [randomUUID(), randomUUID()] as const;
  const atCleo = await c.join(code, { instanceId: instances[0] });
  const atDan = await d.join(code, { instanceId: instances[1] });
  await c.ask('chat:send', { clientId: randomUUID(), text: 'before' });
  await before.app.close();

  const after = await createTestApp({ database: before.database });
  const [c2, d2] = [await after.connect(cleo), await after.connect(dan)];
  const resumed = await c2.join(code, { instanceId: instances[0] });
  expect(resumed.meeting.id).toBe(atCleo.meeting.id);
  expect(resumed.self.id).toBe(atCleo.self.id);
  expect(resumed.participants).toMatchObject([
    { id: atDan.self.id, instanceId: instances[1], connection: 'reconnecting' },
  ]);
  expect(resumed.messages.map(({ text }) => text)).toEqual(['before']);
  await d2.join(code, { instanceId: instances[1] });
  const { message } = await d2.ask('chat:send', { clientId: randomUUID(), text: 'after' });
  expect(message.seq).toBe(2);
  const record = await readRecord(after, dan, atCleo.meeting.id);
  expect(record.attendances.map(({ intervals }) => intervals.length)).toEqual([1, 1]);
  await after.close();
  await before.connection.close();
});

test('a client that watches a room after a restart sees the participants when they resume', async () => {
  const before = await createTestApp();
  const [cleo, dan] = [await before.register('Cleo'), await before.register('Dan')];
  const code = await makeRoom(before, cleo);
  const instanceId = randomUUID();
  await (await before.connect(cleo)).join(code, { instanceId });
  await before.app.close();

  const after = await createTestApp({ database: before.database });
  const d = await after.connect(dan);
  const { presence } = await d.ask('room:watch', { code, instanceId: randomUUID() });
  expect(presence.people).toEqual([]);
  await (await after.connect(cleo)).join(code, { instanceId });
  expect(await d.next('room:changed')).toMatchObject({ people: [{ displayName: 'Cleo' }] });
  await after.close();
  await before.connection.close();
});

test('participants resume after a server was down for longer than a lease, because their media never stopped', async () => {
  const before = await createTestApp();
  const [cleo, dan] = [await before.register('Cleo'), await before.register('Dan')];
  const code = await makeRoom(before, cleo);
  const [c, d] = [await before.connect(cleo), await before.connect(dan)];
  const instanceId = randomUUID();
  const atCleo = await c.join(code, { instanceId });
  const atDan = await d.join(code);
  await before.app.close();

  const now = () => Date.now() + 300_000;
  const after = await createTestApp({ database: before.database, now });
  await after.app.services.leases.round();
  const c2 = await after.connect(cleo);
  const resumed = await c2.join(code, { instanceId });
  expect(resumed).toMatchObject({
    meeting: { id: atCleo.meeting.id },
    self: { id: atCleo.self.id, joinSeq: atCleo.self.joinSeq, joinedAt: atCleo.self.joinedAt },
    participants: [{ id: atDan.self.id, connection: 'reconnecting' }],
  });
  const record = await readRecord(after, cleo, atCleo.meeting.id);
  expect(record.attendances.map(({ intervals }) => intervals.length)).toEqual([1, 1]);
  await after.close();
  await before.connection.close();
});

test('a restarted server ends a meeting that no client resumes, at its last sign of life', async () => {
  const before = await createTestApp();
  const eve = await before.register('Eve');
  const e = await before.connect(eve);
  const { meeting } = await e.join(await makeRoom(before, eve));
  await e.ask('chat:send', { clientId: randomUUID(), text: 'one' });
  await before.app.close();
  const stopped = Date.now();

  let clock = 0;
  const after = await createTestApp({ database: before.database, now: () => Date.now() + clock });
  await after.app.services.leases.round();
  expect((await readRecord(after, eve, meeting.id)).endedAt).toBeNull();
  clock = 61_000;
  await after.app.services.leases.round();
  const record = await readRecord(after, eve, meeting.id);
  expect(record).toMatchObject({ endReason: 'server_lost', messageCount: 1 });
  expect(Date.parse(record.endedAt ?? '')).toBeLessThanOrEqual(stopped);
  expect(record.attendances[0]?.leftAt).toBe(record.endedAt);
  await after.close();
  await before.connection.close();
});

test('after a server was killed between two renewals no stay ends before it began or after the meeting', async () => {
  let time = Date.now();
  const before = await createTestApp({ now: () => time });
  const [eve, finn, gus] = [
    await before.register('Eve'),
    await before.register('Finn'),
    await before.register('Gus'),
  ];
  const code = await makeRoom(before, eve);
  const [e, f, g] = [
    await before.connect(eve),
    await before.connect(finn),
    await before.connect(gus),
  ];
  const { meeting } = await e.join(code);
  await g.join(code);
  time += 2_000;
  await f.join(code);
  time += 2_000;
  await g.ask('meeting:leave', {});
  // The database connection closes first, so that the server writes nothing, as a killed process.
  await before.connection.close();

  const after = await createTestApp({ database: before.database, now: () => time });
  time += 61_000;
  await after.app.services.leases.round();
  const { endedAt, attendances } = await readRecord(after, eve, meeting.id);
  expect(attendances.map(({ displayName }) => displayName).toSorted()).toEqual([
    'Eve',
    'Finn',
    'Gus',
  ]);
  for (const { joinedAt, leftAt } of attendances.flatMap(({ intervals }) => intervals)) {
    expect(Date.parse(leftAt ?? '')).toBeGreaterThanOrEqual(Date.parse(joinedAt));
    expect(Date.parse(leftAt ?? '')).toBeLessThanOrEqual(Date.parse(endedAt ?? ''));
  }
  await after.close();
  await before.app.close();
});

test('the record of a killed server has everything that it acknowledged, and ends after that', async () => {
  let time = Date.now();
  const before = await createTestApp({ now: () => time });
  const [eve, finn] = [await before.register('Eve'), await before.register('Finn')];
  const code = await makeRoom(before, eve);
  const [e, f] = [await before.connect(eve), await before.connect(finn)];
  const { meeting } = await e.join(code);
  await f.join(code);
  // Between two renewals of the server's lease.
  time += 2_000;
  await f.ask('participant:update', { screen: true });
  time += 1_000;
  await e.ask('chat:send', { clientId: randomUUID(), text: 'the last word' });
  const lastWord = new Date(time).toISOString();
  await before.connection.close();

  const after = await createTestApp({ database: before.database, now: () => time });
  time += 61_000;
  await after.app.services.leases.round();
  const record = await readRecord(after, eve, meeting.id);
  expect(record).toMatchObject({ endReason: 'server_lost', endedAt: lastWord, messageCount: 1 });
  expect(record.activities.map(({ kind }) => kind)).toEqual(['share_started']);
  expect(record.attendances.map(({ leftAt }) => leftAt)).toEqual([lastWord, lastWord]);
  await after.close();
  await before.app.close();
});

test('participants who resume at another server have reconnected since the last sign of life', async () => {
  let time = Date.now();
  const before = await createTestApp({ now: () => time });
  const [eve, finn] = [await before.register('Eve'), await before.register('Finn')];
  const code = await makeRoom(before, eve);
  const [e, f] = [await before.connect(eve), await before.connect(finn)];
  const { meeting, self } = await e.join(code);
  const { self: finns } = await f.join(code);
  time += 2_000;
  await f.ask('participant:update', { screen: true, hand: true });
  const since = new Date(time).toISOString();
  await before.connection.close();

  const after = await createTestApp({ database: before.database, now: () => time });
  time += 20_000;
  const [e2, f2] = [await after.connect(eve), await after.connect(finn)];
  await e2.join(code, { instanceId: self.instanceId });
  const media = { microphone: true, camera: true, screen: true, hand: false };
  await f2.join(code, { instanceId: finns.instanceId, media });
  await f2.ask('participant:update', { screen: false });
  const { activities } = await readRecord(after, eve, meeting.id);
  expect(activities.map(({ kind, since: from }) => [kind, from])).toEqual([
    ['share_started', undefined],
    ['hand_raised', undefined],
    ['reconnected', since],
    ['reconnected', since],
    ['hand_lowered', undefined],
    ['share_stopped', undefined],
  ]);
  await after.close();
  await before.app.close();
});

const leave = { leftAt: new Date(), 'intervals.0.leftAt': new Date() };
test.each([
  ['a join, and the same instance returns', null, true],
  ['a join, and another instance returns', null, false],
  ['a leave, and the same instance returns', leave, true],
  ['a leave, and another instance returns', leave, false],
])(
  'a server is killed between the two writes of %s: the record has every stay',
  async (_when, written, isSameInstance) => {
    const before = await createTestApp();
    const [eve, finn] = [await before.register('Eve'), await before.register('Finn')];
    const code = await makeRoom(before, eve);
    const [e, f] = [await before.connect(eve), await before.connect(finn)];
    const { meeting, self: eves } = await e.join(code);
    const { self } = await f.join(code);
    await before.app.close();
    const attendances = before.connection.collection('attendances');
    const ofFinn = { _id: new Types.ObjectId(self.id) };
    if (written === null) await attendances.deleteOne(ofFinn);
    else await attendances.updateOne(ofFinn, { $set: written });

    const after = await createTestApp({ database: before.database });
    const [e2, f2] = [await after.connect(eve), await after.connect(finn)];
    const { participants } = await e2.join(code, { instanceId: eves.instanceId });
    expect(participants).toEqual([]);
    const again = await f2.join(code, isSameInstance ? { instanceId: self.instanceId } : {});
    expect(again.self.id).toBe(self.id);
    const record = await readRecord(after, finn, meeting.id);
    const finns = record.attendances.find(({ displayName }) => displayName === 'Finn');
    expect(finns?.intervals.map(({ leftAt }) => leftAt === null)).toEqual(
      written === null ? [true] : [false, true],
    );
    await after.close();
    await before.connection.close();
  },
);

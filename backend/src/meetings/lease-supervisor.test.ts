import { randomBytes } from 'node:crypto';
import type { mongo } from 'mongoose';
import { afterAll, expect, test } from 'vitest';
import { makeRoom, readRecord } from '../platform/testing/rest';
import { createScheduledApp, type ScheduledApp } from '../platform/testing/scheduled-app';
import {
  joinInput,
  testDatabaseUri,
  type TestApp,
  type TestAppOptions,
} from '../platform/testing/test-app';

const RENEW_MS = 5_000;
const NODE_LEASE_MS = 60_000;

const apps: TestApp[] = [];
afterAll(async () => {
  for (const app of apps.toReversed()) await app.close();
});

async function createServer(options: TestAppOptions = {}): Promise<ScheduledApp> {
  const app = await createScheduledApp(options);
  apps.push(app);
  return app;
}

/** Another server on the database of `first`, as when two run for a while. */
const createSecond = (first: TestApp) => createServer({ database: first.database });

const documents = (app: TestApp, collection: string) =>
  app.connection.collection(collection).find().sort({ _id: 1 }).toArray();

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify']);

test.each([
  [1, 1],
  [12, 4],
])(
  'the lease of a server with %i participants in %i meetings is one write for each renewal',
  async (participants, meetings) => {
    const uri = new URL(testDatabaseUri(`test_${randomBytes(8).toString('hex')}`));
    uri.searchParams.set('monitorCommands', 'true');
    const server = await createServer({ databaseUri: uri.href });
    const owner = await server.register('Owner');
    const codes: string[] = [];
    for (let index = 0; index < meetings; index += 1) codes.push(await makeRoom(server, owner));
    for (let index = 0; index < participants; index += 1) {
      const socket = await server.connect(await server.register(`Guest ${index}`));
      await socket.join(codes[index % meetings] ?? '');
    }
    expect(await documents(server, 'seats')).toHaveLength(participants);

    const commands: string[] = [];
    server.connection
      .getClient()
      .on('commandStarted', ({ commandName }: mongo.CommandStartedEvent) => {
        if (WRITES.has(commandName)) commands.push(commandName);
      });
    await server.scheduler.advance(3 * RENEW_MS);
    expect(commands).toEqual(['update', 'update', 'update']);
  },
);

test('F37: a server that lost a meeting to another one cannot change it any more', async () => {
  const first = await createServer();
  const [ana, ben, cem] = await Promise.all(['Ana', 'Ben', 'Cem'].map(first.register));
  if (!ana || !ben || !cem) throw new Error('not registered');
  const code = await makeRoom(first, ana);
  const [a, b] = [await first.connect(ana), await first.connect(ben)];
  const { meeting } = await a.join(code);
  const { self } = await b.join(code);

  // The first server is only slow. Another server claims the meeting when Ben reaches it.
  const second = await createSecond(first);
  await (await second.connect(ben)).join(code, { instanceId: self.instanceId });
  const stored = () =>
    Promise.all(['meetings', 'seats', 'attendances'].map((name) => documents(second, name)));
  // The ack of the resume does not wait for its last write.
  await expect
    .poll(async () => (await documents(second, 'meetings'))[0]?.['allDisconnectedAt'])
    .toBeNull();
  const before = await stored();
  expect(before.flat().map(({ epoch }) => epoch)).toEqual([2, 2, 2, 2, 2]);

  // A change of media, a join and a leave arrive late.
  expect((await a.ask('participant:update', { hand: true })).participant.media.hand).toBe(true);
  const c = await first.connect(cem);
  // The connection is closed, so that the client tries again.
  await expect(c.send('meeting:join', joinInput(code))).rejects.toThrow('disconnected');
  expect(first.app.services.registry.byId(meeting.id)).toBeUndefined();
  expect(await stored()).toEqual(before);
});

test('a leave that reaches a server without the meeting does not end it', async () => {
  const first = await createServer();
  const ana = await first.register('Ana');
  const code = await makeRoom(first, ana);
  const a = await first.connect(ana);
  const { meeting, self } = await a.join(code);
  const second = await createSecond(first);
  const again = await (await second.connect(ana)).join(code, { instanceId: self.instanceId });
  expect(again.meeting.id).toBe(meeting.id);

  await a.ask('meeting:leave', {});
  const record = await readRecord(second, ana, meeting.id);
  expect(record.endedAt).toBeNull();
  expect(record.attendances[0]?.leftAt).toBeNull();
  expect(await documents(second, 'seats')).toHaveLength(1);
});

test('clients of a meeting that was lost have their connections closed, so that they connect again', async () => {
  const first = await createServer();
  const [ana, ben] = [await first.register('Ana'), await first.register('Ben')];
  const code = await makeRoom(first, ana);
  const [a, b] = [await first.connect(ana), await first.connect(ben)];
  const { self } = await a.join(code);
  await b.join(code);
  const reason = new Promise((resolve) => b.socket.once('disconnect', resolve));
  const second = await createSecond(first);
  await (await second.connect(ana)).join(code, { instanceId: self.instanceId });
  await a.ask('meeting:leave', {});
  // Socket.IO's client connects again after this reason, and not after "io server disconnect".
  expect(await reason).toBe('transport close');
});

test('a server that was declared dead keeps the meetings that no other server claimed', async () => {
  const first = await createServer();
  const ana = await first.register('Ana');
  const code = await makeRoom(first, ana);
  const a = await first.connect(ana);
  const { meeting } = await a.join(code);
  const nodes = first.connection.collection<{ _id: string; state: string }>('nodes');
  const [before] = await nodes.find().toArray();
  await nodes.updateOne({ _id: before?._id ?? '' }, { $set: { state: 'dead' } });

  await first.scheduler.advance(RENEW_MS);
  const [record] = await documents(first, 'meetings');
  const alive = await nodes.findOne({ state: 'alive' });
  expect(record).toMatchObject({ epoch: 2, node: alive?._id });
  await a.ask('participant:update', { hand: true });
  await a.ask('meeting:leave', {});
  expect((await readRecord(first, ana, meeting.id)).endReason).toBe('everyone_left');
});

test('F37: the meetings of a paused server whose lease expired end at its last sign of life, and its lease is deleted', async () => {
  const first = await createServer();
  const ana = await first.register('Ana');
  const a = await first.connect(ana);
  const { meeting } = await a.join(await makeRoom(first, ana));
  await first.scheduler.advance(2 * RENEW_MS);
  const lastSign = first.scheduler.now();

  // The first server is paused: its scheduler stands still.
  const second = await createSecond(first);
  await second.scheduler.advance(NODE_LEASE_MS + 3 * RENEW_MS);
  const record = await readRecord(second, ana, meeting.id);
  expect(record).toMatchObject({
    endReason: 'server_lost',
    endedAt: new Date(lastSign).toISOString(),
  });
  const ids = (await documents(second, 'nodes')).map(({ state }) => state as string);
  expect(ids).toEqual(['alive']);

  // The first server continues, registers again and finds that the meeting is over.
  await first.scheduler.advance(RENEW_MS);
  expect(first.app.services.registry.byId(meeting.id)).toBeUndefined();
  expect(await readRecord(second, ana, meeting.id)).toMatchObject({ endReason: 'server_lost' });
});

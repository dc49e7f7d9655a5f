import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';

const TWO_MINUTES = 120_000;

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
let olga: TestUser;
/** Milliseconds by which the server's wall clock is ahead; its leases do not follow it. */
let ahead = 0;
const now = () => Date.now() + ahead;

beforeAll(async () => {
  parley = await createTestApp({ env: { SEAT_LEASE_SECONDS: '600' }, now });
  [ana, ben, olga] = (await Promise.all(['Ana', 'Ben', 'Olga'].map(parley.register))) as [
    TestUser,
    TestUser,
    TestUser,
  ];
});
afterAll(() => parley.close());

/** Ana and Ben meet in Olga's room; both disconnect at the same moment. */
async function disconnectBoth(app = parley) {
  ahead = 0;
  const code = await makeRoom(app, olga);
  const [a, b, watcher] = [await app.connect(ana), await app.connect(ben), await app.connect(olga)];
  const instanceId = randomUUID();
  const { meeting } = await a.join(code, { instanceId });
  await b.join(code);
  await a.ask('chat:send', { clientId: randomUUID(), text: 'before the disconnect' });
  await watcher.ask('room:watch', { code });
  const disconnectAfter = Date.now();
  a.cut();
  await b.next('participant:updated');
  b.cut();
  await until(() => !isConnected(app, meeting.id));
  return {
    code,
    id: meeting.id,
    instanceId,
    watcher,
    disconnectAfter,
    disconnectBefore: Date.now(),
  };
}

const isConnected = (app: TestApp, id: string) =>
  [...(app.app.services.registry.byId(id)?.seats.values() ?? [])].some(
    ({ socket }) => socket !== null,
  );
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

const get = (reader: TestUser, path: string, app = parley) =>
  app.api.get(`/api${path}`).set(...reader.bearer);

/** Reads the meeting from the history, the record, the list of rooms and the lobby. */
async function seen({ code, id, watcher }: { code: string; id: string; watcher: TestSocket }) {
  const [list, record, room, { presence }] = [
    await get(ben, '/meetings?limit=1').expect(200),
    await get(ben, `/meetings/${id}`).expect(200),
    await get(olga, `/rooms/${code}`).expect(200),
    await watcher.ask('room:watch', { code }),
  ];
  return {
    list: list.body.meetings[0].endedAt as string | null,
    record: record.body.meeting as {
      endedAt: string | null;
      durationSeconds: number;
      messageCount: number;
      attendances: { leftAt: string | null; intervals: { leftAt: string | null }[] }[];
    },
    peopleCount: room.body.room.peopleCount as number,
    inLobby: presence.people.length,
  };
}

test('a meeting whose participants are all disconnected is shown as over after two minutes, and runs again when one resumes', async () => {
  const meeting = await disconnectBoth();
  ahead = TWO_MINUTES - 20_000;
  expect(await seen(meeting)).toMatchObject({
    list: null,
    record: { endedAt: null },
    peopleCount: 2,
    inLobby: 2,
  });

  ahead = TWO_MINUTES;
  const over = await seen(meeting);
  expect(over).toMatchObject({ peopleCount: 0, inLobby: 0, record: { messageCount: 1 } });
  const end = Date.parse(over.list ?? '');
  expect(end).toBeGreaterThanOrEqual(meeting.disconnectAfter);
  expect(end).toBeLessThanOrEqual(meeting.disconnectBefore);
  expect(over.record.endedAt).toBe(over.list);
  for (const { leftAt, intervals } of over.record.attendances) {
    expect(leftAt).toBe(over.list);
    expect(intervals.map((interval) => interval.leftAt)).toEqual([over.list]);
  }
  // Readers may read its messages as if it had ended.
  await get(olga, `/meetings/${meeting.id}/messages`).expect(200);

  const back = await parley.connect(ana);
  const ack = await back.join(meeting.code, { instanceId: meeting.instanceId });
  expect(ack.meeting.id).toBe(meeting.id);
  expect(await seen(meeting)).toMatchObject({
    list: null,
    record: { endedAt: null },
    peopleCount: 2,
    inLobby: 2,
  });
  await get(olga, `/meetings/${meeting.id}/messages`).expect(403);
  back.close();
});

test('the record of a meeting ends at its last sign of life, even if the server stopped later', async () => {
  const { id, disconnectBefore } = await disconnectBoth();
  ahead = 8 * 60_000;
  await parley.app.services.leases.round();
  await parley.close({ keepDatabase: true });
  ahead = 30 * 60_000;
  parley = await createTestApp({ database: parley.database, now });
  ahead = 90 * 60_000;
  await parley.app.services.leases.round();
  const meeting = await parley.connection
    .collection('meetings')
    .findOne({ endedAt: { $gt: new Date(0) } }, { sort: { startedAt: -1 } });
  expect(String(meeting?.['_id'])).toBe(id);
  expect(meeting).toMatchObject({ endReason: 'server_lost', messageCount: 1 });
  expect(Number(meeting?.['endedAt'])).toBeLessThanOrEqual(disconnectBefore);
  ahead = 0;
});

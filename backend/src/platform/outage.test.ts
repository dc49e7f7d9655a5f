import { randomUUID } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, testDatabaseUri, type TestApp } from './testing';

/** A road to the database that can be cut and mended. */
function createRoad(target: URL) {
  const ends = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(target.port || 27_017), target.hostname);
    for (const end of [near, far]) {
      ends.add(end);
      end
        .on('error', () => undefined)
        .on('close', () => {
          ends.delete(end);
          near.destroy();
          far.destroy();
        });
    }
    near.pipe(far).pipe(near);
  });
  return {
    server,
    cut() {
      isCut = true;
      for (const end of ends) end.destroy();
    },
    mend: () => void (isCut = false),
  };
}

const database = `test_${randomUUID().replaceAll('-', '')}`;
const real = new URL(testDatabaseUri(database));
const road = createRoad(real);
let parley: TestApp;
beforeAll(async () => {
  await new Promise<void>((resolve) => road.server.listen(0, '127.0.0.1', resolve));
  const uri = new URL(real);
  uri.host = `127.0.0.1:${(road.server.address() as AddressInfo).port}`;
  parley = await createTestApp({ database, databaseUri: uri.href });
});
afterAll(async () => {
  road.mend();
  await parley.close();
  road.server.close();
});

/** Asks until the answer is the expected one; the test's own time-out ends it. */
async function until(fits: () => Promise<boolean>): Promise<void> {
  while (!(await fits())) await new Promise((resolve) => setImmediate(resolve));
}

test('while the database is gone calls go on, and what happened meanwhile is written after', async () => {
  const [ana, ben, cleo] = [
    await parley.register('Ana'),
    await parley.register('Ben'),
    await parley.register('Cleo'),
  ];
  const made = await parley.api
    .post('/api/rooms')
    .set(...ana.bearer)
    .send({})
    .expect(201);
  const code = made.body.room.code as string;
  const [a, b, c] = [
    await parley.connect(ana),
    await parley.connect(ben),
    await parley.connect(cleo),
  ];
  const { self, meeting } = await a.join(code);
  await b.join(code);
  const { self: cleos } = await c.join(code);

  road.cut();
  const started = Date.now();
  const rest = await parley.api
    .get('/api/rooms')
    .set(...ana.bearer)
    .expect(503);
  expect(Date.now() - started).toBeLessThan(6_000);
  expect(rest.body.error.code).toBe('UNAVAILABLE');
  expect(Number(rest.headers['retry-after'])).toBeGreaterThan(0);
  await parley.api.get('/api/health/live').expect(200);
  await parley.api.get('/api/health/ready').expect(503);

  const candidate = { candidate: 'candidate:x' };
  await b.ask('signal:send', { to: self.id, toInstance: self.instanceId, epoch: 0, candidate });
  expect((await a.next('signal:received')).candidate).toEqual(candidate);
  expect((await b.ask('participant:update', { hand: true })).participant.media.hand).toBe(true);
  const message = { clientId: randomUUID(), text: 'written once' };
  expect(await a.send('chat:send', message)).toMatchObject({
    ok: false,
    error: { code: 'UNAVAILABLE' },
  });
  const left = Date.now();
  c.close();
  expect((await a.next('participant:left')).id).toBe(cleos.id);

  road.mend();
  await until(async () => (await parley.api.get('/api/health/ready')).status === 200);
  await until(async () => (await a.send('chat:send', message)).ok);
  expect((await b.next('chat:sent')).message.text).toBe('written once');
  const read = async () =>
    (await parley.api.get(`/api/meetings/${meeting.id}`).set(...ana.bearer)).body.meeting as {
      messageCount: number;
      attendances: { displayName: string; leftAt: string | null }[];
    };
  const leftAt = async () =>
    (await read()).attendances.find(({ displayName }) => displayName === 'Cleo')?.leftAt ?? null;
  await until(async () => (await leftAt()) !== null);
  expect(Math.abs(Date.parse((await leftAt()) ?? '') - left)).toBeLessThan(2_000);
  expect((await read()).messageCount).toBe(1);
});

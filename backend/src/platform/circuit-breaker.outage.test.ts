import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { connectDatabase, type Connection } from './database';
import { createLogger } from './logger';
import { makeRoom } from './testing/rest';
import { createTestApp, joinInput, testDatabaseUri, type TestApp } from './testing/test-app';
import { FaultyTcpProxy } from './testing/faulty-tcp-proxy';

interface Outage {
  parley: TestApp;
  proxy: FaultyTcpProxy;
  /** The same database without the proxy. */
  direct: Connection;
}

/** Each test has its own proxy, so that the tests can run in parallel. */
async function createOutage(): Promise<Outage> {
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  const target = new URL(testDatabaseUri(database));
  const proxy = await FaultyTcpProxy.start(target);
  const direct = await connectDatabase(target.href, createLogger('silent'));
  const parley = await createTestApp({ database, databaseUri: proxy.url.href });
  const outage = { parley, proxy, direct };
  outages.push(outage);
  return outage;
}

const outages: Outage[] = [];
afterAll(() =>
  Promise.all(
    outages.map(async ({ parley, proxy, direct }) => {
      proxy.mend();
      await parley.close();
      await direct.close();
      await proxy.stop();
    }),
  ),
);

/** Repeats a check until it is true. Only the timeout of the test limits it. */
async function until(fits: () => Promise<boolean>): Promise<void> {
  while (!(await fits())) await new Promise((resolve) => setImmediate(resolve));
}

test.concurrent.each<[string, (proxy: FaultyTcpProxy) => void]>([
  ['does not accept connections', (proxy) => proxy.cut()],
  ['hangs', (proxy) => proxy.freeze()],
])(
  'F02: while the database %s, meetings continue, and afterwards the database has all their changes',
  async (_how, fail) => {
    const { parley, proxy } = await createOutage();
    const [ana, ben, cleo] = [
      await parley.register('Ana'),
      await parley.register('Ben'),
      await parley.register('Cleo'),
    ];
    const code = await makeRoom(parley, ana);
    const [a, b, c] = [
      await parley.connect(ana),
      await parley.connect(ben),
      await parley.connect(cleo),
    ];
    const { self, meeting } = await a.join(code);
    await b.join(code);
    const { self: cleos } = await c.join(code);
    const d = await parley.connect(await parley.register('Dora'));

    fail(proxy);
    const message = { clientId: randomUUID(), text: 'written once' };
    const refused = Promise.all([
      parley.api.get('/api/rooms').set(...ana.bearer),
      parley.api.get('/api/health/ready'),
      d.send('meeting:join', joinInput(code)),
      a.send('chat:send', message),
      // These wait for one another in the meeting's mutex.
      ...['second', 'third', 'fourth'].map((text) =>
        b.send('chat:send', { clientId: randomUUID(), text }),
      ),
    ]);
    await parley.api.get('/api/health/live').expect(200);
    const candidate = { candidate: 'candidate:x' };
    await b.ask('signal:send', { to: self.id, toInstance: self.instanceId, epoch: 0, candidate });
    expect((await a.next('signal:received')).candidate).toEqual(candidate);
    expect((await b.ask('participant:update', { hand: true })).participant.media.hand).toBe(true);
    const [rest, ready, ...commands] = await refused;
    expect([rest.status, rest.body.error.code]).toEqual([503, 'UNAVAILABLE']);
    expect(Number(rest.headers['retry-after'])).toBeGreaterThan(0);
    expect(ready.status).toBe(503);
    for (const command of commands) {
      expect(command).toMatchObject({ ok: false, error: { code: 'UNAVAILABLE' } });
    }
    const leaveSentAt = Date.now();
    // The ack waits for the database, and the event is published at once.
    const leaveAck = c.ask('meeting:leave', {});
    expect((await a.next('participant:left')).id).toBe(cleos.id);
    const leftBy = Date.now();

    proxy.mend();
    await leaveAck;
    await until(async () => (await parley.api.get('/api/health/ready')).status === 200);
    await until(async () => (await a.send('chat:send', message)).ok);
    expect((await b.next('chat:sent')).message.text).toBe('written once');
    const others = (await d.join(code)).participants.map(({ displayName }) => displayName);
    expect(others.toSorted()).toEqual(['Ana', 'Ben']);
    const read = async () =>
      (await parley.api.get(`/api/meetings/${meeting.id}`).set(...ana.bearer)).body.meeting as {
        messageCount: number;
        activities: { kind: string; participantId: string }[];
        attendances: { displayName: string; leftAt: string | null }[];
      };
    const leftAt = async () =>
      (await read()).attendances.find(({ displayName }) => displayName === 'Cleo')?.leftAt ?? null;
    await until(async () => (await leftAt()) !== null);
    const recorded = Date.parse((await leftAt()) ?? '');
    expect(recorded).toBeGreaterThanOrEqual(leaveSentAt);
    expect(recorded).toBeLessThanOrEqual(leftBy);
    expect((await read()).messageCount).toBe(1);
    // What was acknowledged while it waited in the queue is stored, and once.
    await until(async () => (await read()).activities.length > 0);
    expect((await read()).activities.map(({ kind }) => kind)).toEqual(['hand_raised']);
  },
);

test.concurrent('F04: a message is stored once if the connection to the database breaks between the write and its response', async () => {
  const { parley, proxy, direct } = await createOutage();
  const ana = await parley.register('Ana');
  const ben = await parley.register('Ben');
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await a.join(code);
  await b.join(code);
  await a.ask('chat:send', { clientId: randomUUID(), text: 'before' });
  await b.next('chat:sent');
  const message = { clientId: randomUUID(), text: 'exactly once' };
  const rows = () => direct.collection('messages').find({ clientId: message.clientId }).toArray();

  proxy.swallowAnswers();
  const first = a.send('chat:send', message);
  await until(async () => (await rows()).length === 1);
  proxy.cut();
  proxy.mend();
  // The driver may have repeated the write by itself. Otherwise the client repeats the message.
  const ack = await first;
  expect(['ok', 'UNAVAILABLE']).toContain(ack.ok ? 'ok' : ack.error.code);

  await until(async () => (await a.send('chat:send', message)).ok);
  const [row, ...more] = await rows();
  expect(more).toEqual([]);
  const { message: published } = await b.next('chat:sent');
  expect(published).toMatchObject({ id: String(row?._id), seq: 2, text: 'exactly once' });
  const { message: next } = await a.ask('chat:send', { clientId: randomUUID(), text: 'next' });
  expect(next.seq).toBe(3);
  for (const socket of [a, b]) socket.close();
});

test.concurrent('a user who left during a database outage has a seat and an open interval after joining again', async () => {
  const { parley, proxy, direct } = await createOutage();
  const ana = await parley.register('Ana');
  const cleo = await parley.register('Cleo');
  const [code, other] = [await makeRoom(parley, ana), await makeRoom(parley, ana)];
  const [a, c] = [await parley.connect(ana), await parley.connect(cleo)];
  const d = await parley.connect(await parley.register('Dora'));
  const { meeting } = await a.join(code);
  await c.join(code);

  proxy.freeze();
  await c.ask('meeting:leave', {});
  proxy.mend();
  await until(async () => (await c.send('meeting:join', joinInput(code))).ok);
  // A meeting starts only when no write is pending.
  await until(async () => (await d.send('meeting:join', joinInput(other))).ok);

  const { attendances } = (await parley.api.get(`/api/meetings/${meeting.id}`).set(...ana.bearer))
    .body.meeting as {
    attendances: { displayName: string; intervals: { leftAt: string | null }[] }[];
  };
  const cleos = attendances.find(({ displayName }) => displayName === 'Cleo');
  expect(cleos?.intervals.map(({ leftAt }) => leftAt === null)).toEqual([false, true]);
  expect(await direct.collection('seats').countDocuments()).toBe(3);
  for (const socket of [a, c, d]) socket.close();
});

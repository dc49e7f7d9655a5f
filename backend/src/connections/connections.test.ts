import { MAX_REPORTED_MINUTES, type ConnectionMinute } from '@parley/shared/connections';
import { mongo, Types } from 'mongoose';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { becomeGuest } from '../platform/testing/guests';
import { makeRoom, readRecord } from '../platform/testing/rest';
import {
  createTestApp,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';
import { packMinute, unpackMinute, worseMinute } from './packed-minute';

const MINUTE_MS = 60_000;

let parley: TestApp;
/** How far the server's clock is ahead. Meetings last long; access tokens do not. */
let ahead = 0;
beforeAll(async () => {
  parley = await createTestApp({ now: () => Date.now() + ahead });
});
afterEach(() => {
  ahead = 0;
});
afterAll(() => parley.close());

/** A good minute, apart from some values. */
const minute = (number: number, values: Partial<ConnectionMinute> = {}): ConnectionMinute => ({
  minute: number,
  uplinkLoss: 0,
  downlinkLoss: 0,
  rttMs: 40,
  isRelayed: false,
  limitation: 'none',
  ...values,
});
const BAD: Partial<ConnectionMinute> = {
  uplinkLoss: 100,
  downlinkLoss: 100,
  rttMs: 60_000,
  isRelayed: true,
  limitation: 'bandwidth',
};

/** Ana, who owns the room, and Ben are in a meeting that has lasted for some minutes. */
async function meet(minutes: number) {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting, self: anas } = await a.join(code);
  const { self: bens } = await b.join(code);
  ahead = minutes * MINUTE_MS;
  return { ana, ben, code, a, b, anas, bens, id: meeting.id };
}

const report = (socket: TestSocket, ...minutes: ConnectionMinute[]) =>
  socket.send('connection:report', { minutes });

function read(user: TestUser, id: string) {
  ahead = 0;
  return readRecord(parley, user, id);
}

const storedOf = (participantId: string) =>
  parley.connection
    .collection('connection_hours')
    .find({ participantId: new Types.ObjectId(participantId) })
    .toArray();

test('the record shows the minutes of each participant in their order', async () => {
  const { ana, a, b, anas, bens, id } = await meet(130);
  const late = minute(125, { uplinkLoss: 12, rttMs: 420, limitation: 'cpu' });
  expect((await report(b, late, minute(0, { isRelayed: true }), minute(59))).ok).toBe(true);
  expect((await report(a, minute(60, { downlinkLoss: 3 }))).ok).toBe(true);
  const { connections } = await read(ana, id);
  const byId = new Map(connections.map(({ participantId, minutes }) => [participantId, minutes]));
  expect(byId).toEqual(
    new Map([
      [bens.id, [minute(0, { isRelayed: true }), minute(59), late]],
      [anas.id, [minute(60, { downlinkLoss: 3 })]],
    ]),
  );
});

test('a report that arrives twice, also at the same time, is stored once', async () => {
  const { ana, a, b, bens, id } = await meet(10);
  const minutes = [minute(3, { uplinkLoss: 5 }), minute(4)];
  await Promise.all([report(b, ...minutes), report(b, ...minutes), report(a, minute(1))]);
  await report(b, ...minutes);
  expect(await storedOf(bens.id)).toHaveLength(1);
  const { connections } = await read(ana, id);
  expect(connections.find(({ participantId }) => participantId === bens.id)?.minutes).toEqual(
    minutes,
  );
});

test('minutes that the meeting has not reached are refused, each by its field', async () => {
  const { a, anas } = await meet(10);
  const result = await report(a, minute(10), minute(12), minute(11), minute(20_160));
  expect(result).toMatchObject({
    ok: false,
    error: {
      code: 'VALIDATION_FAILED',
      details: [{ field: 'minutes.1.minute' }, { field: 'minutes.3.minute' }],
    },
  });
  expect(await storedOf(anas.id)).toEqual([]);
  // The clocks need not agree to the second.
  expect((await report(a, minute(11))).ok).toBe(true);
});

test.each([
  ['a negative minute', { minute: -1 }, 'minutes.0.minute'],
  ['a part of a minute', { minute: 0.5 }, 'minutes.0.minute'],
  ['a loss of more than everything', { uplinkLoss: 101 }, 'minutes.0.uplinkLoss'],
  ['a time without an end', { rttMs: 1e9 }, 'minutes.0.rttMs'],
  ['an operator', { downlinkLoss: { $gt: 0 } as unknown as number }, 'minutes.0.downlinkLoss'],
])('%s is refused by its field', async (_what, values, field) => {
  const { a } = await meet(1);
  expect(await report(a, minute(0, values))).toMatchObject({
    error: { code: 'VALIDATION_FAILED', details: [{ field }] },
  });
});

test('a guest reports as well, and a socket without a seat cannot', async () => {
  const { ana, code, id } = await meet(1);
  const gus = await becomeGuest(parley, code, 'Gus');
  const g = await parley.connect(gus);
  expect(await report(g, minute(0))).toMatchObject({ error: { code: 'NOT_A_MEMBER' } });
  const { self } = await g.join(code);
  expect((await report(g, minute(1, { isRelayed: true }))).ok).toBe(true);
  const { connections } = await read(ana, id);
  expect(connections).toEqual([
    { participantId: self.id, minutes: [minute(1, { isRelayed: true })] },
  ]);
});

test('a removed participant reads the minutes that were over at the removal', async () => {
  const { ana, ben, a, bens, id } = await meet(5);
  await report(a, minute(3), minute(4, { uplinkLoss: 9 }), minute(5, { uplinkLoss: 10 }));
  await a.ask('participant:remove', { id: bens.id });
  expect((await read(ben, id)).connections).toEqual([]);
  ahead = 6 * MINUTE_MS;
  await a.ask('meeting:end-for-all', {});
  const [forBen] = (await read(ben, id)).connections;
  expect(forBen?.minutes.map((one) => one.minute)).toEqual([3, 4]);
  const [forAna] = (await read(ana, id)).connections;
  expect(forAna?.minutes.map((one) => one.minute)).toEqual([3, 4, 5]);
});

test('a claim by an account that was there too joins the minutes, and the worse one stays', async () => {
  const { ben, code, a, b, bens, id } = await meet(70);
  ahead = 0;
  const gus = await becomeGuest(parley, code, 'Gus');
  const g = await parley.connect(gus);
  await g.join(code);
  ahead = 70 * MINUTE_MS;
  await report(b, minute(1), minute(2, { uplinkLoss: 4 }));
  await report(g, minute(2, { downlinkLoss: 7 }), minute(65, { limitation: 'cpu' }));
  await g.ask('meeting:leave', {});
  await a.ask('meeting:end-for-all', {});
  ahead = 0;
  await parley.api
    .post('/api/users/me/claims')
    .set(...ben.bearer)
    .set('Cookie', gus.cookie)
    .send({ ids: [gus.user.id] })
    .expect(200);
  expect((await read(ben, id)).connections).toEqual([
    {
      participantId: bens.id,
      minutes: [
        minute(1),
        minute(2, { uplinkLoss: 4, downlinkLoss: 7 }),
        minute(65, { limitation: 'cpu' }),
      ],
    },
  ]);
});

test('an hour of a participant takes a few hundred bytes, even if every minute is bad', async () => {
  const { a, b, anas, bens } = await meet(60);
  const all = Array.from({ length: 60 }, (_, index) => minute(index, BAD));
  for (let from = 0; from < 60; from += MAX_REPORTED_MINUTES) {
    const some = all.slice(from, from + MAX_REPORTED_MINUTES);
    expect(await report(a, ...some)).toEqual({ ok: true, data: {} });
  }
  await report(b, minute(0), minute(20, { uplinkLoss: 12 }), minute(21));
  const [worst] = await storedOf(anas.id);
  const [usual] = await storedOf(bens.id);
  expect(Object.keys(worst?.['m'])).toHaveLength(60);
  expect(mongo.BSON.calculateObjectSize(worst ?? {})).toBeLessThan(600);
  expect(mongo.BSON.calculateObjectSize(usual ?? {})).toBeLessThan(130);
});

test('packing loses nothing but fractions of four milliseconds', () => {
  const limitations = ['none', 'cpu', 'bandwidth'] as const;
  for (const percent of [0, 1, 64, 100]) {
    for (const rttMs of [0, 4, 300, 60_000]) {
      for (const limitation of limitations) {
        for (const isRelayed of [true, false]) {
          const measured = {
            uplinkLoss: percent,
            downlinkLoss: 100 - percent,
            rttMs,
            isRelayed,
            limitation,
          };
          const packed = packMinute(measured);
          expect(unpackMinute(packed)).toEqual(measured);
          expect(packed).toBeGreaterThanOrEqual(0);
          expect(packed).toBeLessThan(2 ** 31);
        }
      }
    }
  }
  const { minute: _minute, ...good } = minute(0, { rttMs: 299 });
  expect(unpackMinute(packMinute(good)).rttMs).toBe(300);
});

test('of two measurements of a minute the worse values stay', () => {
  const { minute: _one, ...one } = minute(0, { uplinkLoss: 5, limitation: 'bandwidth' });
  const { minute: _two, ...two } = minute(0, { rttMs: 400, isRelayed: true });
  expect(unpackMinute(worseMinute(packMinute(one), packMinute(two)))).toEqual({
    ...one,
    rttMs: 400,
    isRelayed: true,
  });
});

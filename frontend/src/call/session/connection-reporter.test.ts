import type { ConnectionMinute } from '@parley/shared/connections';
import type { JoinAck } from '@parley/shared/meetings';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { StreamStatistics, TransportStatistics } from '../quality/statistics';
import { ConnectionReporter } from './connection-reporter';

const STARTED_AT = '2026-03-02T14:00:00.000Z';
/** Between two stats samples. */
const SAMPLE_MS = 2_000;

let reports: ConnectionMinute[][];
let refuse: (() => Error) | null;
let connection: { kind: 'direct' | 'relay'; roundTripTime: number } | null;
let streams: Partial<StreamStatistics>[];
let reporter: ConnectionReporter;

beforeEach(() => {
  vi.useFakeTimers();
  reports = [];
  refuse = null;
  connection = { kind: 'direct', roundTripTime: 40 };
  streams = [];
  reporter = new ConnectionReporter({
    transport: {
      quality: { quality: 'good', cause: null },
    },
    async send(minutes) {
      if (refuse !== null) throw refuse();
      reports.push(minutes);
    },
  });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const current = () =>
  ({
    connections: connection ? [{ participantId: 'b', candidatePair: connection }] : [],
    streams: streams.map((stream) => ({
      id: '1',
      participantId: 'b',
      direction: 'received',
      active: true,
      loss: null,
      ...stream,
    })),
  }) as unknown as TransportStatistics;

/** The client enters a meeting that has lasted for some time. */
const enter = (seconds = 0, { meetingId = 'm', joinSeq = 1, hasTime = true } = {}): void =>
  reporter.entered({
    meeting: { id: meetingId, startedAt: STARTED_AT },
    self: { joinSeq },
    ...(hasTime && {
      serverTime: new Date(Date.parse(STARTED_AT) + seconds * 1_000).toISOString(),
    }),
  } as JoinAck);

/** Time passes in the call, with its stats samples. */
async function pass(seconds: number): Promise<void> {
  for (let ms = 0; ms < seconds * 1_000; ms += SAMPLE_MS) {
    await vi.advanceTimersByTimeAsync(SAMPLE_MS);
    reporter.sample(current());
    // The report of this sample has been answered.
    await vi.advanceTimersByTimeAsync(0);
  }
}

const GOOD = {
  uplinkLoss: 0,
  downlinkLoss: 0,
  rttMs: 40,
  isRelayed: false,
  limitation: 'none',
};
const lose = (share: number, direction: 'sent' | 'received' = 'sent') => {
  streams = [{ direction, loss: share }];
};

it('a good call reports one minute, after half a minute', async () => {
  enter();
  await pass(28);
  expect(reports).toEqual([]);
  await pass(3_600);
  expect(reports).toEqual([[{ minute: 0, ...GOOD }]]);
});

it('a client that is alone reports nothing', async () => {
  connection = null;
  enter();
  await pass(600);
  expect(reports).toEqual([]);
});

it('minutes are those of the meeting, by the clock of the server', async () => {
  enter(3_590);
  await pass(80);
  expect(reports).toEqual([[{ minute: 60, ...GOOD }]]);
});

it('every minute with loss is reported, and the first good one after them', async () => {
  enter();
  await pass(120);
  lose(0.12);
  await pass(120);
  lose(0.01);
  await pass(300);
  expect(reports.flat().map(({ minute, uplinkLoss }) => [minute, uplinkLoss])).toEqual([
    [0, 0],
    [2, 12],
    [3, 12],
    [4, 1],
  ]);
});

it('the loss of a minute is the mean of the worst stream', async () => {
  enter();
  await pass(60);
  streams = [
    { id: '1', direction: 'received', loss: 0.2 },
    { id: '2', direction: 'received', loss: 0.02 },
    { id: '3', direction: 'received', loss: 1, active: false },
  ];
  await pass(30);
  streams = [{ id: '1', direction: 'received', loss: 0 }];
  await pass(32);
  expect(reports.flat().at(-1)).toMatchObject({ minute: 1, uplinkLoss: 0 });
  expect(reports.flat().at(-1)?.downlinkLoss).toBeGreaterThanOrEqual(9);
  expect(reports.flat().at(-1)?.downlinkLoss).toBeLessThanOrEqual(11);
});

it('a stream of a few seconds does not count', async () => {
  enter();
  await pass(60);
  lose(0.5);
  await pass(6);
  streams = [];
  await pass(120);
  expect(reports).toHaveLength(1);
});

it('a delay, a relay and a limitation are news when they begin and end', async () => {
  enter();
  await pass(60);
  connection = { kind: 'relay', roundTripTime: 40 };
  await pass(180);
  connection = { kind: 'relay', roundTripTime: 420 };
  await pass(60);
  connection = { kind: 'relay', roundTripTime: 40 };
  await pass(60);
  streams = [{ direction: 'sent', limitation: 'cpu' }];
  await pass(180);
  streams = [];
  await pass(122);
  expect(
    reports.flat().map((one) => [one.minute, one.rttMs, one.isRelayed, one.limitation]),
  ).toEqual([
    [0, 40, false, 'none'],
    [1, 40, true, 'none'],
    [4, 407, true, 'none'],
    [5, 53, true, 'none'],
    [6, 40, true, 'cpu'],
    [9, 40, true, 'none'],
  ]);
});

it('minutes of a disconnect are kept and sent after the resume, and the seat goes on', async () => {
  enter();
  await pass(60);
  refuse = () => Object.assign(new Error('not connected'), { code: 'NETWORK' });
  lose(0.1, 'received');
  await pass(240);
  expect(reports).toHaveLength(1);
  refuse = null;
  enter(300);
  await pass(4);
  expect(reports[1]?.map(({ minute }) => minute)).toEqual([1, 2, 3, 4]);
});

it('of a very long disconnect the latest hour is kept, and sent in parts that the server accepts', async () => {
  enter();
  refuse = () => Object.assign(new Error('not connected'), { code: 'NETWORK' });
  lose(0.1);
  await pass(100 * 60);
  refuse = null;
  enter(100 * 60);
  await pass(20);
  expect(reports.map((minutes) => minutes.length)).toEqual([16, 16, 16, 12]);
  const minutes = reports.flat().map(({ minute }) => minute);
  expect([minutes[0], minutes.at(-1)]).toEqual([40, 99]);
});

it('what the server refuses for good is not sent again', async () => {
  enter();
  let attempts = 0;
  refuse = () => {
    attempts += 1;
    return Object.assign(new Error('refused'), { code: 'VALIDATION_FAILED' });
  };
  await pass(600);
  expect(attempts).toBe(1);
});

it('attempts become rarer while the server does not answer', async () => {
  enter();
  let attempts = 0;
  refuse = () => {
    attempts += 1;
    return Object.assign(new Error('no answer'), { code: 'TIMEOUT' });
  };
  await pass(600);
  expect(attempts).toBeGreaterThan(2);
  expect(attempts).toBeLessThan(10);
});

it('another stay reports its first minute, and another meeting nothing of the one before', async () => {
  enter();
  await pass(60);
  enter(70, { joinSeq: 2 });
  await pass(60);
  expect(reports.flat().map(({ minute }) => minute)).toEqual([0, 1]);
  refuse = () => Object.assign(new Error('not connected'), { code: 'NETWORK' });
  lose(0.1);
  await pass(120);
  refuse = null;
  streams = [];
  enter(0, { meetingId: 'another', joinSeq: 3 });
  await pass(30);
  expect(reports).toHaveLength(3);
  expect(reports[2]).toEqual([{ minute: 0, ...GOOD }]);
});

it('without the time of the server nothing is reported', async () => {
  enter(0, { hasTime: false });
  await pass(120);
  expect(reports).toEqual([]);
});

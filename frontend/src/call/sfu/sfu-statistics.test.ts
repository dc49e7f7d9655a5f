import { expect, test } from 'vitest';
import type { StreamOwner } from '../quality/peer-statistics';
import { readStatsSample } from '../quality/stats-sample';
import { FakePlane } from '../testing/fake-plane';
import { SfuStatistics } from './sfu-statistics';

const STEP_MS = 2_000;
const PEOPLE = ['ben', 'cem'];

interface Counted {
  readonly at: number;
  /** Packets by participant: those that arrived, and those that got lost. */
  readonly received: Readonly<Record<string, readonly [number, number]>>;
  readonly limitation?: string;
  readonly available?: number;
}

/** What the browser counts on a connection that carries everybody. */
function counted({ at, received, limitation = 'none', available = 2_000_000 }: Counted) {
  const streams = Object.entries(received).map(([id, [packets, lost]]) => ({
    id: `in ${id}`,
    type: 'inbound-rtp',
    kind: 'video',
    packetsReceived: packets,
    packetsLost: lost,
    bytesReceived: packets * 1_000,
  }));
  const entries: ({ id: string } & Record<string, unknown>)[] = [
    ...streams,
    {
      id: 'out',
      type: 'outbound-rtp',
      kind: 'video',
      framesSent: at,
      packetsSent: at,
      qualityLimitationReason: limitation,
    },
    {
      id: 'pair',
      type: 'candidate-pair',
      selected: true,
      currentRoundTripTime: 0.03,
      availableOutgoingBitrate: available,
    },
    { id: 'way', type: 'transport', bytesSent: at, bytesReceived: 10 * at },
  ];
  const owners = new Map<string, StreamOwner>([['out', { participantId: null, source: 'camera' }]]);
  for (const id of Object.keys(received)) {
    owners.set(`in ${id}`, { participantId: id, source: 'camera' });
  }
  const report = new Map(entries.map((entry) => [entry.id, { timestamp: at, ...entry }] as const));
  return { sample: readStatsSample(report), owners };
}

/** Observes the samples of a plane, two seconds apart. */
async function observe(plane: FakePlane, samples: readonly Omit<Counted, 'at'>[]) {
  const statistics = new SfuStatistics();
  for (const [step, sample] of samples.entries()) {
    const at = (step + 1) * STEP_MS;
    plane.counted = counted({ at, ...sample });
    await statistics.observe(plane, PEOPLE, at);
  }
  return statistics;
}

const fine = (step: number) => ({ ben: [step * 200, 0], cem: [step * 200, 0] }) as const;

test('streams belong to their participants, and the connection to nobody', async () => {
  const statistics = await observe(new FakePlane(), [{ received: fine(1) }, { received: fine(2) }]);
  const { connections, streams } = statistics.statistics();
  expect(connections).toHaveLength(1);
  expect(connections[0]?.participantId).toBeNull();
  expect(connections[0]?.receivedBitrate).toBe(80_000);
  expect(streams.map(({ direction, participantId }) => [direction, participantId])).toEqual([
    ['sent', null],
    ['received', 'ben'],
    ['received', 'cem'],
  ]);
});

test('only the participant whose media get lost is marked, with the loss as the cause', async () => {
  const lossy = (step: number) => ({ ...fine(step), ben: [step * 200, step * 40] }) as const;
  const samples = [1, 2, 3].map((step) => ({ received: lossy(step) }));
  const statistics = await observe(new FakePlane(), samples);
  expect(statistics.quality('ben')).toEqual({
    quality: 'poor',
    cause: { kind: 'loss', percent: 17 },
  });
  expect(statistics.quality('cem').quality).toBe('good');
});

test('a sender whom the SFU hears badly is short of bandwidth for everybody', async () => {
  const plane = new FakePlane();
  plane.grades.set('cem', 'poor');
  const statistics = await observe(
    plane,
    [1, 2, 3].map((step) => ({ received: fine(step) })),
  );
  expect(statistics.quality('cem')).toEqual({
    quality: 'poor',
    cause: { kind: 'bandwidth', available: null },
  });
  expect(statistics.quality('ben').quality).toBe('good');
});

test('a participant is lost when the SFU has lost them and nothing arrives, and back at once', async () => {
  const plane = new FakePlane();
  plane.grades.set('ben', 'lost');
  const still = { ben: [200, 0], cem: [200, 0] } as const;
  const gone = await observe(plane, [{ received: still }, { received: still }]);
  expect(gone.quality('ben').quality).toBe('lost');
  expect(gone.quality('cem').quality).toBe('good');
  const quiet = await observe(plane, [{ received: fine(1) }, { received: fine(2) }]);
  expect(quiet.quality('ben').quality).not.toBe('lost');
});

test('a client that has lost the SFU has lost everybody', async () => {
  const plane = new FakePlane();
  const statistics = await observe(plane, [{ received: fine(1) }, { received: fine(2) }]);
  plane.isLost = true;
  expect(PEOPLE.map((id) => statistics.quality(id).quality)).toEqual(['lost', 'lost']);
  expect(statistics.quality(null).quality).toBe('unknown');
});

test('a short uplink is this client’s own trouble, but not while the browser still finds out', async () => {
  const short = (step: number) => ({
    received: fine(step),
    limitation: 'bandwidth',
    available: 100_000,
  });
  const early = await observe(new FakePlane(), [1, 2, 3].map(short));
  expect(early.quality(null).quality).toBe('unknown');
  const late = await observe(new FakePlane(), [1, 2, 3, 4, 5, 6, 7, 8].map(short));
  expect(late.quality(null)).toEqual({
    quality: 'poor',
    cause: { kind: 'bandwidth', available: 100_000 },
  });
});

test('the data of every connection to the SFU count, closed ones included', async () => {
  const statistics = await observe(new FakePlane(), [{ received: fine(1) }, { received: fine(2) }]);
  statistics.reset();
  const next = new FakePlane();
  next.counted = counted({ at: 1_000, received: fine(1) });
  await statistics.observe(next, PEOPLE, 9_000);
  expect(statistics.dataUsed).toEqual({ sentBytes: 5_000, receivedBytes: 50_000 });
});

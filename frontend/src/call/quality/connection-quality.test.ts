import { describe, expect, it } from 'vitest';
import type { QualityReading } from '../session/call-snapshot';
import {
  bestOf,
  judgeOwn,
  judgeRemote,
  judgeTold,
  limitationOf,
  type LinkMeasure,
  readMeasure,
} from './connection-quality';
import type { StatsEntry, StatsReport } from './stats-report';

const FINE: LinkMeasure = {
  receivedLoss: 0,
  sentLoss: 0,
  roundTripTime: 40,
  available: 2_000_000,
  shortOfBits: false,
};

describe('the quality of what comes from somebody', () => {
  it.each([
    ['good', {}, null],
    ['fair', { receivedLoss: 0.05 }, { kind: 'loss', percent: 5 }],
    ['poor', { receivedLoss: 0.12 }, { kind: 'loss', percent: 12 }],
    ['fair', { roundTripTime: 400 }, { kind: 'delay', milliseconds: 400 }],
    ['poor', { roundTripTime: 700 }, { kind: 'delay', milliseconds: 700 }],
    ['good', { receivedLoss: null }, null],
    ['unknown', { roundTripTime: null }, null],
  ] as const)('is %s for %o', (quality, change, cause) => {
    expect(judgeRemote({ ...FINE, ...change })).toEqual({ quality, cause });
  });

  it('does not suffer from what only our own line cannot send', () => {
    const narrow = { ...FINE, sentLoss: 0.4, available: 20_000, shortOfBits: true };
    expect(judgeRemote(narrow).quality).toBe('good');
  });
});

describe('what people say of their own line', () => {
  const narrow = { quality: 'poor', cause: { kind: 'bandwidth', available: 90_000 } } as const;

  it('is only that it carries too few bits: loss and delay are seen by the others', () => {
    expect(limitationOf(narrow)).toBe('poor');
    expect(limitationOf({ quality: 'poor', cause: { kind: 'loss', percent: 30 } })).toBeNull();
    expect(limitationOf({ quality: 'good', cause: null })).toBeNull();
  });

  it('makes their mark at the others as bad as their own, for the same reason', () => {
    expect(judgeTold(limitationOf(narrow))).toEqual({
      quality: 'poor',
      cause: { kind: 'bandwidth', available: null },
    });
    expect(judgeTold(null).quality).toBe('unknown');
  });
});

describe("the quality of one's own side", () => {
  it.each([
    ['fair', { shortOfBits: true }, { kind: 'bandwidth', available: 2_000_000 }],
    ['poor', { shortOfBits: true, available: 90_000 }, { kind: 'bandwidth', available: 90_000 }],
    ['good', { available: 90_000 }, null],
    ['good', { available: null }, null],
    ['poor', { sentLoss: 0.2 }, { kind: 'loss', percent: 20 }],
    ['poor', { receivedLoss: 0.3, sentLoss: 0.2 }, { kind: 'loss', percent: 30 }],
  ] as const)('is %s for %o', (quality, change, cause) => {
    expect(judgeOwn({ ...FINE, ...change }, false)).toEqual({ quality, cause });
  });

  it('is worse where a picture had to be made smaller for the line, not for the processor', () => {
    expect(judgeOwn({ ...FINE, available: 300_000 }, true).quality).toBe('fair');
    expect(judgeOwn({ ...FINE, available: 100_000 }, true).quality).toBe('poor');
    expect(judgeOwn(FINE, true).quality).toBe('good');
  });

  const reading = (quality: QualityReading['quality']): QualityReading => ({
    quality,
    cause: null,
  });

  it('is that of the best connection: who reaches one person well has a good line', () => {
    expect(bestOf([reading('poor'), reading('good'), reading('fair')])).toEqual(reading('good'));
    expect(bestOf([reading('poor'), reading('unknown'), reading('lost')])).toEqual(reading('poor'));
  });

  it('is unknown while nobody is there or nobody can be reached', () => {
    expect(bestOf([]).quality).toBe('unknown');
    expect(bestOf([reading('lost')]).quality).toBe('unknown');
  });
});

describe('what one connection went through', () => {
  const report = (at: number, ...entries: StatsEntry[]): StatsReport =>
    new Map(entries.map((entry) => [String(entry['id']), { timestamp: at, ...entry }]));
  const pair = {
    id: 'pair',
    type: 'candidate-pair',
    nominated: true,
    state: 'succeeded',
    currentRoundTripTime: 0.08,
    availableOutgoingBitrate: 500_000,
  };
  const inbound = (packetsReceived: number, packetsLost: number) => ({
    id: 'in',
    type: 'inbound-rtp',
    packetsReceived,
    packetsLost,
  });
  const camera = (framesSent: number, packetsSent: number) => ({
    id: 'out',
    type: 'outbound-rtp',
    kind: 'video',
    remoteId: 'told',
    framesSent,
    packetsSent,
    qualityLimitationReason: 'bandwidth',
  });
  const told = { id: 'told', type: 'remote-inbound-rtp', fractionLost: 0.25 };

  it('is read from the growth of its counters and from what the other tells', () => {
    const before = report(0, pair, inbound(1_000, 10), camera(100, 400), told);
    const now = report(2_000, pair, inbound(1_090, 20), camera(160, 600), told);
    expect(readMeasure(before, now)).toEqual({
      receivedLoss: 0.1,
      sentLoss: 0.25,
      roundTripTime: 80,
      available: 500_000,
      shortOfBits: true,
    });
  });

  it('says nothing of loss from a handful of packets', () => {
    const before = report(0, pair, inbound(1_000, 10));
    const now = report(2_000, pair, inbound(1_003, 11));
    expect(readMeasure(before, now).receivedLoss).toBeNull();
  });

  it('says nothing of bandwidth while no picture is sent', () => {
    const before = report(0, pair, camera(100, 400));
    const now = report(2_000, pair, camera(100, 400));
    expect(readMeasure(before, now)).toMatchObject({ available: null, shortOfBits: false });
  });

  it('takes a late packet for no gain', () => {
    const before = report(0, pair, inbound(1_000, 10));
    const now = report(2_000, pair, inbound(1_100, 8));
    expect(readMeasure(before, now).receivedLoss).toBe(0);
  });
});

import { expect, it } from 'vitest';
import type { QualityReading } from '../session/call-snapshot';
import {
  bestOf,
  gradeOwn,
  gradeRemote,
  gradeReported,
  type QualityInputs,
  readQualityInputs,
  uplinkLimitationOf,
} from './connection-quality';
import { readStatsSample, type StatsSample } from './stats-sample';

const FINE: QualityInputs = {
  receivedLoss: 0,
  sentLoss: 0,
  roundTripTime: 40,
  available: 2_000_000,
  shortOfBits: false,
};

it.each([
  ['good', {}, null],
  ['fair', { receivedLoss: 0.05 }, { kind: 'loss', percent: 5 }],
  ['poor', { receivedLoss: 0.12 }, { kind: 'loss', percent: 12 }],
  ['fair', { roundTripTime: 400 }, { kind: 'delay', milliseconds: 400 }],
  ['poor', { roundTripTime: 700 }, { kind: 'delay', milliseconds: 700 }],
  ['good', { receivedLoss: null }, null],
  ['unknown', { roundTripTime: null }, null],
] as const)('gradeRemote returns %s for %o', (quality, change, cause) => {
  expect(gradeRemote({ ...FINE, ...change })).toEqual({ quality, cause });
});

it('gradeRemote ignores the uplink of this client', () => {
  const narrow = { ...FINE, sentLoss: 0.4, available: 20_000, shortOfBits: true };
  expect(gradeRemote(narrow).quality).toBe('good');
});

const narrow = { quality: 'poor', cause: { kind: 'bandwidth', available: 90_000 } } as const;

it('the report about an uplink contains bandwidth only, since peers measure loss and delay themselves', () => {
  expect(uplinkLimitationOf(narrow)).toBe('poor');
  expect(uplinkLimitationOf({ quality: 'poor', cause: { kind: 'loss', percent: 30 } })).toBeNull();
  expect(uplinkLimitationOf({ quality: 'good', cause: null })).toBeNull();
});

it('the report about an uplink gives the sender the same quality at its peers, with the same cause', () => {
  expect(gradeReported(uplinkLimitationOf(narrow))).toEqual({
    quality: 'poor',
    cause: { kind: 'bandwidth', available: null },
  });
  expect(gradeReported(null).quality).toBe('unknown');
});

it.each([
  ['fair', { shortOfBits: true }, { kind: 'bandwidth', available: 2_000_000 }],
  ['poor', { shortOfBits: true, available: 90_000 }, { kind: 'bandwidth', available: 90_000 }],
  ['good', { available: 90_000 }, null],
  ['good', { available: null }, null],
  ['poor', { sentLoss: 0.2 }, { kind: 'loss', percent: 20 }],
  ['poor', { receivedLoss: 0.3, sentLoss: 0.2 }, { kind: 'loss', percent: 30 }],
] as const)('the own quality is %s for %o', (quality, change, cause) => {
  expect(gradeOwn({ ...FINE, ...change }, false)).toEqual({ quality, cause });
});

it('the own quality is worse if the camera was made smaller and the bandwidth is low', () => {
  expect(gradeOwn({ ...FINE, available: 300_000 }, true).quality).toBe('fair');
  expect(gradeOwn({ ...FINE, available: 100_000 }, true).quality).toBe('poor');
  expect(gradeOwn(FINE, true).quality).toBe('good');
});

const reading = (quality: QualityReading['quality']): QualityReading => ({
  quality,
  cause: null,
});

it('the own quality is that of the best connection', () => {
  expect(bestOf([reading('poor'), reading('good'), reading('fair')])).toEqual(reading('good'));
  expect(bestOf([reading('poor'), reading('unknown'), reading('lost')])).toEqual(reading('poor'));
});

it('the own quality is unknown without connections and while every connection is lost', () => {
  expect(bestOf([]).quality).toBe('unknown');
  expect(bestOf([reading('lost')]).quality).toBe('unknown');
});

const sample = (at: number, ...entries: Record<string, unknown>[]): StatsSample =>
  readStatsSample(
    new Map(entries.map((entry) => [String(entry['id']), { timestamp: at, ...entry }])),
  );
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
  remoteId: 'reported',
  framesSent,
  packetsSent,
  qualityLimitationReason: 'bandwidth',
});
const reported = { id: 'reported', type: 'remote-inbound-rtp', fractionLost: 0.25 };

it('readQualityInputs reads the growth of counters and the report of the receiver', () => {
  const before = sample(0, pair, inbound(1_000, 10), camera(100, 400), reported);
  const now = sample(2_000, pair, inbound(1_090, 20), camera(160, 600), reported);
  expect(readQualityInputs(before, now)).toEqual({
    receivedLoss: 0.1,
    sentLoss: 0.25,
    roundTripTime: 80,
    available: 500_000,
    shortOfBits: true,
  });
});

it('readQualityInputs reads no loss from a handful of packets', () => {
  const before = sample(0, pair, inbound(1_000, 10));
  const now = sample(2_000, pair, inbound(1_003, 11));
  expect(readQualityInputs(before, now).receivedLoss).toBeNull();
});

it('readQualityInputs reads no bandwidth while no video is sent', () => {
  const before = sample(0, pair, camera(100, 400));
  const now = sample(2_000, pair, camera(100, 400));
  expect(readQualityInputs(before, now)).toMatchObject({ available: null, shortOfBits: false });
});

it('readQualityInputs reads no negative loss after a late packet', () => {
  const before = sample(0, pair, inbound(1_000, 10));
  const now = sample(2_000, pair, inbound(1_100, 8));
  expect(readQualityInputs(before, now).receivedLoss).toBe(0);
});

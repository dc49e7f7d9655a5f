import { expect, test } from 'vitest';
import { expectedQuality, weakestNumber } from './expected-quality';
import { median, quantile } from '../../core/quantile';
import { TARGET_BPS, type RelayMeasurement } from './relay-loopback';

const relay = (more: Partial<RelayMeasurement> = {}): RelayMeasurement => ({
  roundTripMs: 30,
  jitterMs: 3,
  loss: 0,
  bitrate: 2_400_000,
  protocol: 'udp',
  ...more,
});

test('a near relay without loss and with enough bandwidth for 720p is good', () => {
  expect(expectedQuality(relay())).toBe('good');
  expect(weakestNumber(relay())).toBeNull();
});

test.each([
  [{ loss: 0.05 }, 'fair', 'loss'],
  [{ loss: 0.15 }, 'audio', 'loss'],
  [{ loss: 0.3 }, 'poor', 'loss'],
  [{ bitrate: 900_000 }, 'fair', 'bitrate'],
  [{ bitrate: 100_000 }, 'audio', 'bitrate'],
  [{ bitrate: 20_000 }, 'poor', 'bitrate'],
  [{ roundTripMs: 200 }, 'fair', 'roundTripMs'],
  [{ roundTripMs: 600 }, 'poor', 'roundTripMs'],
  [{ jitterMs: 100 }, 'fair', 'jitterMs'],
  [{ jitterMs: 200 }, 'audio', 'jitterMs'],
  [{ loss: 0.05, bitrate: 20_000 }, 'poor', 'loss'],
] as const)('a relay with %j is %s because of %s', (more, quality, weakest) => {
  expect(expectedQuality(relay(more))).toBe(quality);
  expect(weakestNumber(relay(more))).toBe(weakest);
});

test('the bit rate of the test is enough for good quality if most of it arrives', () => {
  expect(expectedQuality(relay({ bitrate: TARGET_BPS * 0.7 }))).toBe('good');
});

test('quantiles are values of the sample', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(quantile([1, 2, 3, 4], 0.95)).toBe(4);
  expect(quantile([7], 0)).toBe(7);
});

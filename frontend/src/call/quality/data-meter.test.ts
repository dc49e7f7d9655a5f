import { expect, it } from 'vitest';
import { DataMeter } from './data-meter';
import { readStatsSample, type StatsSample } from './stats-sample';

const sample = (...entries: Record<string, unknown>[]): StatsSample =>
  readStatsSample(new Map(entries.map((entry) => [String(entry['id']), entry])));
const transport = (bytesSent: number, bytesReceived: number) =>
  sample({ id: 'T', type: 'transport', bytesSent, bytesReceived });

it('the data meter counts the bytes of every connection, closed ones included', () => {
  const meter = new DataMeter();
  const first = {};
  const second = {};
  meter.observe(first, transport(1_000, 4_000));
  meter.observe(first, transport(1_500, 6_000));
  meter.observe(second, transport(200, 300));
  expect(meter.used).toEqual({ sentBytes: 1_700, receivedBytes: 6_300 });
});

it('the data meter counts no byte twice and takes none back', () => {
  const meter = new DataMeter();
  const connection = {};
  meter.observe(connection, transport(1_000, 4_000));
  const before = meter.used;
  meter.observe(connection, transport(1_000, 4_000));
  meter.observe(connection, sample());
  expect(meter.used).toBe(before);
  meter.observe(connection, transport(1_100, 4_000));
  expect(meter.used).toEqual({ sentBytes: 1_100, receivedBytes: 4_000 });
});

it('the data meter reads candidate pairs if the browser reports no transport', () => {
  const meter = new DataMeter();
  const pair = (id: string, bytesSent: number) => ({ id, type: 'candidate-pair', bytesSent });
  meter.observe({}, sample(pair('A', 10), { ...pair('B', 20), bytesReceived: 5 }));
  expect(meter.used).toEqual({ sentBytes: 30, receivedBytes: 5 });
});

it('the data meter reads candidate pairs if transports do not count, across ICE restarts', () => {
  const meter = new DataMeter();
  const connection = {};
  const silent = { id: 'T', type: 'transport' };
  const pair = (id: string, bytesSent: number, bytesReceived: number) =>
    sample(silent, { id, type: 'candidate-pair', bytesSent, bytesReceived });
  meter.observe(connection, pair('A', 1_000, 4_000));
  meter.observe(connection, pair('B', 50, 60));
  meter.observe(connection, pair('B', 70, 80));
  expect(meter.used).toEqual({ sentBytes: 1_070, receivedBytes: 4_080 });
});

import { expect, it } from 'vitest';
import { DataMeter } from './data-meter';
import type { StatsEntry, StatsReport } from './stats-report';

const report = (...entries: StatsEntry[]): StatsReport =>
  new Map(entries.map((entry) => [String(entry['id']), entry]));
const transport = (bytesSent: number, bytesReceived: number) =>
  report({ id: 'T', type: 'transport', bytesSent, bytesReceived });

it('counts what every connection moved, those that are closed included', () => {
  const meter = new DataMeter();
  const first = {};
  const second = {};
  meter.observe(first, transport(1_000, 4_000));
  meter.observe(first, transport(1_500, 6_000));
  meter.observe(second, transport(200, 300));
  expect(meter.used).toEqual({ sentBytes: 1_700, receivedBytes: 6_300 });
});

it('never counts a byte twice or takes one back', () => {
  const meter = new DataMeter();
  const connection = {};
  meter.observe(connection, transport(1_000, 4_000));
  const before = meter.used;
  meter.observe(connection, transport(1_000, 4_000));
  meter.observe(connection, report());
  expect(meter.used).toBe(before);
  meter.observe(connection, transport(1_100, 4_000));
  expect(meter.used).toEqual({ sentBytes: 1_100, receivedBytes: 4_000 });
});

it('reads the pairs where a browser tells nothing of transports', () => {
  const meter = new DataMeter();
  const pair = (id: string, bytesSent: number) => ({ id, type: 'candidate-pair', bytesSent });
  meter.observe({}, report(pair('A', 10), { ...pair('B', 20), bytesReceived: 5 }));
  expect(meter.used).toEqual({ sentBytes: 30, receivedBytes: 5 });
});

it('reads the pairs where transports do not count, and goes on where a restart replaces them', () => {
  const meter = new DataMeter();
  const connection = {};
  const silent = { id: 'T', type: 'transport' };
  const pair = (id: string, bytesSent: number, bytesReceived: number) =>
    report(silent, { id, type: 'candidate-pair', bytesSent, bytesReceived });
  meter.observe(connection, pair('A', 1_000, 4_000));
  meter.observe(connection, pair('B', 50, 60));
  meter.observe(connection, pair('B', 70, 80));
  expect(meter.used).toEqual({ sentBytes: 1_070, receivedBytes: 4_080 });
});

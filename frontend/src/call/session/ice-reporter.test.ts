import type { IceReport } from '@parley/shared/ice';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Scope } from '../../core/scope';
import type { RemoteMedia } from '../media-transport';
import type { ConnectionStatistics } from '../quality/statistics';
import { IceReporter } from './ice-reporter';

let scope: Scope;
let reports: IceReport[];
let isOnline: boolean;
let media: Map<string, RemoteMedia>;
let connections: ConnectionStatistics[];
let reporter: IceReporter;

beforeEach(() => {
  vi.useFakeTimers();
  scope = new Scope();
  reports = [];
  isOnline = true;
  media = new Map();
  connections = [];
  reporter = new IceReporter({
    scope,
    transport: {
      remote: (id) => media.get(id) ?? null,
      statistics: () => ({ connections, streams: [] }),
    },
    async send(report) {
      if (!isOnline) throw new Error('not connected');
      reports.push(report);
    },
  });
});
afterEach(() => {
  scope.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const show = (
  id: string,
  initialConnect: RemoteMedia['initialConnect'],
  quality: RemoteMedia['quality']['quality'] = 'good',
): void => {
  media.set(id, {
    tracks: {},
    initialConnect,
    quality: { quality, cause: null },
    fingerprints: null,
  });
  reporter.observe(id);
};

const sample = (kinds: Record<string, 'direct' | 'relay' | null>): void => {
  connections = Object.entries(kinds).map(
    ([participantId, kind]) =>
      ({ participantId, candidatePair: kind && { kind } }) as ConnectionStatistics,
  );
  reporter.countNew();
};

it('connections that come at the same time are one report, by whether they use a relay', async () => {
  for (const id of ['a', 'b', 'c']) show(id, 'connected');
  sample({ a: null, b: 'relay', c: 'direct' });
  sample({ a: 'direct', b: 'relay', c: 'direct' });
  sample({ a: 'direct', b: 'relay', c: 'direct' });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reports).toEqual([{ direct: 2, relay: 1, timedOut: 0, lost: 0 }]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reports).toHaveLength(1);
});

it('each time-out and each loss counts once, however often the participant changes', async () => {
  show('a', 'connecting');
  show('a', 'timed-out');
  show('a', 'timed-out');
  show('b', 'connected');
  sample({ a: null, b: 'direct' });
  show('b', 'connected', 'lost');
  show('b', 'connected', 'lost');
  show('b', 'connected', 'good');
  show('b', 'connected', 'lost');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reports).toEqual([{ direct: 1, relay: 0, timedOut: 1, lost: 2 }]);
});

it('a participant on the SFU has no connection of their own to count', async () => {
  show('a', 'connected');
  connections = [{ participantId: null } as ConnectionStatistics];
  reporter.countNew();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reports).toEqual([]);
});

it('what the server did not get is in a later report, together with what came after', async () => {
  isOnline = false;
  show('a', 'timed-out');
  await vi.advanceTimersByTimeAsync(10_000);
  show('b', 'timed-out');
  isOnline = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reports).toEqual([{ direct: 0, relay: 0, timedOut: 2, lost: 0 }]);
});

it('a participant who comes back is counted again', async () => {
  show('a', 'connected');
  sample({ a: 'direct' });
  media.delete('a');
  reporter.observe('a');
  show('a', 'connected');
  sample({ a: 'relay' });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reports).toEqual([{ direct: 1, relay: 1, timedOut: 0, lost: 0 }]);
});

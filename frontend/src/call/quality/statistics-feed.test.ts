import { describe, expect, it, vi } from 'vitest';
import type { CallStatistics, ConnectionStatistics } from './statistics';
import { useTestClients } from '../testing/test-client';

const clients = useTestClients();

describe('StatisticsFeed', () => {
  const connection = (sentBitrate: number | null): ConnectionStatistics => ({
    participantId: 'ben',
    candidatePair: null,
    sentBitrate,
    receivedBitrate: null,
  });

  it('a watcher gets the statistics at once and after each stats sample, until it stops', async () => {
    const { session, transport } = await clients.join();
    const received: CallStatistics[] = [];
    const stop = session.statistics.watch((statistics) => received.push(statistics));
    expect(received).toEqual([
      { connections: [], streams: [], sentBitrate: null, receivedBitrate: null },
    ]);

    const connections = [connection(300_000), connection(null), connection(20_000)];
    transport.current = { connections, streams: [] };
    transport.events.emit('statisticsUpdated');
    expect(received).toHaveLength(2);
    expect(received[1]?.sentBitrate).toBe(320_000);
    expect(received[1]?.receivedBitrate).toBeNull();

    stop();
    transport.events.emit('statisticsUpdated');
    expect(received).toHaveLength(2);
  });

  it('without a watcher, statistics are computed once for each sample: for the record', async () => {
    const { session, transport } = await clients.join();
    const read = vi.spyOn(transport, 'statistics');
    transport.dataUsed = { sentBytes: 1, receivedBytes: 2 };
    transport.events.emit('statisticsUpdated');
    expect(read).toHaveBeenCalledTimes(1);
    expect(session.statistics.dataUsed.get()).toBe(transport.dataUsed);
  });

  it('with a watcher, the feed and the record share the statistics of a sample', async () => {
    const { session, transport } = await clients.join();
    session.statistics.watch(() => undefined);
    const read = vi.spyOn(transport, 'statistics');
    transport.events.emit('statisticsUpdated');
    expect(read).toHaveBeenCalledTimes(1);
  });
});

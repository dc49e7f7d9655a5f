import { describe, expect, it, vi } from 'vitest';
import type { CallStatistics, ConnectionStatistics } from './statistics';
import { usePages } from '../testing/call-page';

const pages = usePages();

describe('statistics', () => {
  const connection = (sentBitrate: number | null): ConnectionStatistics => ({
    participantId: 'ben',
    path: null,
    sentBitrate,
    receivedBitrate: null,
    streams: [],
  });

  it('are told now and after each measure, until nobody watches', async () => {
    const { session, transport } = await pages.enter();
    const told: CallStatistics[] = [];
    const stop = session.measurements.watch((statistics) => told.push(statistics));
    expect(told).toEqual([{ connections: [], sentBitrate: null, receivedBitrate: null }]);

    transport.connections = [connection(300_000), connection(null), connection(20_000)];
    transport.context.events.measured();
    expect(told).toHaveLength(2);
    expect(told[1]?.sentBitrate).toBe(320_000);
    expect(told[1]?.receivedBitrate).toBeNull();

    stop();
    transport.context.events.measured();
    expect(told).toHaveLength(2);
  });

  it('are not even read while nobody watches', async () => {
    const { session, transport } = await pages.enter();
    const read = vi.spyOn(transport, 'statistics');
    transport.dataUsed = { sentBytes: 1, receivedBytes: 2 };
    transport.context.events.measured();
    expect(read).not.toHaveBeenCalled();
    expect(session.measurements.dataUsed.get()).toBe(transport.dataUsed);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { type TestClient, useTestClients } from '../testing/test-client';

const clients = useTestClients();

/** The transport reports a poor connection for this long. */
async function stayPoor({ transport }: TestClient, milliseconds: number): Promise<void> {
  transport.quality = { quality: 'poor', cause: { kind: 'loss', percent: 20 } };
  for (let passed = 0; passed <= milliseconds; passed += 2_000) {
    transport.events.emit('statisticsUpdated');
    await vi.advanceTimersByTimeAsync(2_000);
  }
}

describe('the low-connection mode', () => {
  it('the low-connection mode is remembered, and applies before any media is received', () => {
    const first = clients.open();
    first.session.lowConnection.set(true);
    const second = clients.open({ stored: first.stored });
    expect(second.session.snapshot.get().lowConnection).toBe(true);
    expect(second.transport.calls).toEqual(['low true']);

    second.session.lowConnection.set(false);
    expect(clients.open({ stored: first.stored }).session.snapshot.get().lowConnection).toBe(false);
  });

  it('the low-connection mode is offered while the connection stays poor, until it is on', async () => {
    const client = await clients.join();
    const { session } = client;
    await stayPoor(client, 4_000);
    expect(session.snapshot.get().ownQuality.quality).toBe('poor');
    expect(session.snapshot.get().offersLowConnection).toBe(false);
    await stayPoor(client, 4_000);
    expect(session.snapshot.get().offersLowConnection).toBe(true);

    session.lowConnection.set(true);
    expect(session.snapshot.get().offersLowConnection).toBe(false);
  });

  it('the low-connection mode is not offered again to a user who has just declined', async () => {
    const client = await clients.join();
    await stayPoor(client, 10_000);
    client.session.lowConnection.declineOffer();
    await stayPoor(client, 60_000);
    expect(client.session.snapshot.get().offersLowConnection).toBe(false);
  });

  it('the offer and the quality go when the user leaves', async () => {
    const client = await clients.join();
    await stayPoor(client, 10_000);
    await client.session.leave();
    const { offersLowConnection, ownQuality } = client.session.snapshot.get();
    expect(offersLowConnection).toBe(false);
    expect(ownQuality.quality).toBe('unknown');
  });
});

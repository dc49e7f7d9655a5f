import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallSession, createCallSession } from './call-session';
import type { CallStatistics, ConnectionStatistics } from './stats/statistics';
import { FakeMediaDevices, FakeStream } from './testing/fake-media';
import { FakeMeetingServer } from './testing/fake-meeting-server';
import { createFakeTransport, type FakeTransport } from './testing/fake-transport';

interface Page {
  session: CallSession;
  transport: FakeTransport;
  stored: Map<string, string>;
}

const pages: Page[] = [];

function openPage(stored = new Map<string, string>()): Page {
  const transport = createFakeTransport();
  const session = createCallSession({
    code: 'abcd-efgh-jk',
    channel: new FakeMeetingServer().connect(),
    createTransport: transport.create,
    mediaDevices: new FakeMediaDevices() as unknown as MediaDevices,
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
    },
  });
  const page = { session, transport: transport.get(), stored };
  pages.push(page);
  return page;
}

async function inMeeting(): Promise<Page> {
  const page = openPage();
  await page.session.enterLobby();
  await page.session.join();
  return page;
}

/** The transport measures a poor connection, for so long. */
async function stayPoor({ transport }: Page, milliseconds: number): Promise<void> {
  transport.quality = { quality: 'poor', cause: { kind: 'loss', percent: 20 } };
  for (let passed = 0; passed <= milliseconds; passed += 2_000) {
    transport.context.events.measured();
    await vi.advanceTimersByTimeAsync(2_000);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('MediaStream', FakeStream);
});

afterEach(() => {
  for (const { session } of pages.splice(0)) session.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('statistics', () => {
  const connection = (sentBitrate: number | null): ConnectionStatistics => ({
    participantId: 'ben',
    path: null,
    sentBitrate,
    receivedBitrate: null,
    streams: [],
  });

  it('are told now and after each measure, until nobody watches', async () => {
    const { session, transport } = await inMeeting();
    const told: CallStatistics[] = [];
    const stop = session.watchStatistics((statistics) => told.push(statistics));
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
    const { session, transport } = await inMeeting();
    const read = vi.spyOn(transport, 'statistics');
    transport.dataUsed = { sentBytes: 1, receivedBytes: 2 };
    transport.context.events.measured();
    expect(read).not.toHaveBeenCalled();
    expect(session.dataUsed.get()).toBe(transport.dataUsed);
  });
});

describe('the low-connection mode', () => {
  it('is remembered, and holds before anything is received', () => {
    const first = openPage();
    first.session.setLowConnection(true);
    const second = openPage(first.stored);
    expect(second.session.snapshot.get().lowConnection).toBe(true);
    expect(second.transport.calls).toEqual(['low true']);

    second.session.setLowConnection(false);
    expect(openPage(first.stored).session.snapshot.get().lowConnection).toBe(false);
  });

  it('is offered while the connection stays poor, and no more once it is on', async () => {
    const page = await inMeeting();
    const { session } = page;
    await stayPoor(page, 4_000);
    expect(session.snapshot.get().ownQuality.quality).toBe('poor');
    expect(session.snapshot.get().offersLowConnection).toBe(false);
    await stayPoor(page, 4_000);
    expect(session.snapshot.get().offersLowConnection).toBe(true);

    session.setLowConnection(true);
    expect(session.snapshot.get().offersLowConnection).toBe(false);
  });

  it('is not offered again to somebody who has just declined', async () => {
    const page = await inMeeting();
    await stayPoor(page, 10_000);
    page.session.declineLowConnection();
    await stayPoor(page, 60_000);
    expect(page.session.snapshot.get().offersLowConnection).toBe(false);
  });

  it('leaves no offer and no mark behind when the meeting is left', async () => {
    const page = await inMeeting();
    await stayPoor(page, 10_000);
    await page.session.leave();
    const { offersLowConnection, ownQuality } = page.session.snapshot.get();
    expect(offersLowConnection).toBe(false);
    expect(ownQuality.quality).toBe('unknown');
  });
});

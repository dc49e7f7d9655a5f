import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCallSession, type CallSession } from './call-session';
import { type FakeChannel, FakeMeetingServer } from './testing/fake-meeting-server';
import { FakeMediaDevices, FakeStream } from './testing/fake-media';
import { createFakeTransport, type FakeTransport } from './testing/fake-transport';

interface Page {
  session: CallSession;
  channel: FakeChannel;
  devices: FakeMediaDevices;
  transport: FakeTransport;
}

const pages: Page[] = [];
let server: FakeMeetingServer;

function openPage(channel = server.connect()): Page {
  const devices = new FakeMediaDevices();
  const transport = createFakeTransport();
  const session = createCallSession({
    code: 'abcd-efgh-jk',
    channel,
    createTransport: transport.create,
    mediaDevices: devices as unknown as MediaDevices,
  });
  const page = { session, channel, devices, transport: transport.get() };
  pages.push(page);
  return page;
}

async function enter(page: Page): Promise<Page> {
  await page.session.enterLobby();
  await page.session.join();
  return page;
}

/** As the page named itself to the server. */
function instanceOf({ channel }: Page): string {
  const watch = channel.sent.find(({ command }) => command === 'room:watch');
  return (watch?.payload as { instanceId?: string } | undefined)?.instanceId ?? '';
}

const flush = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const phaseOf = ({ session }: Page): string => session.snapshot.get().phase;
const commandsOf = ({ channel }: Page): string[] => channel.sent.map(({ command }) => command);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('MediaStream', FakeStream);
  server = new FakeMeetingServer();
});

afterEach(() => {
  for (const { session } of pages.splice(0)) session.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('before joining', () => {
  it('shows who is there and makes ready for them, and sends them nothing', async () => {
    await enter(openPage());
    const page = openPage();
    await page.session.enterLobby();

    const { phase, presence, self } = page.session.snapshot.get();
    expect(phase).toBe('lobby');
    expect(presence?.people).toHaveLength(1);
    expect(page.transport.people).toHaveLength(1);
    expect(self.microphone.on && self.camera.on).toBe(true);
    expect(commandsOf(page)).toEqual(['room:watch']);
  });

  it('lets the offers travel with the join, to those who are there', async () => {
    const host = await enter(openPage());
    await enter(openPage());
    await flush();

    expect(host.transport.firstOffers).toEqual([
      { epoch: 0, description: { type: 'offer', sdp: 'v=0' } },
    ]);
    expect(host.session.snapshot.get().remotes).toHaveLength(1);
  });

  it('makes nothing ready before it has heard which relays there are', async () => {
    await enter(openPage());
    server.refusals.set('room:watch', ['TIMEOUT']);
    const page = openPage();
    await page.session.enterLobby();
    page.channel.tell('room:changed', server.presence());
    await flush();
    expect(page.session.snapshot.get().presence?.people).toHaveLength(1);
    expect(page.transport.people).toEqual([]);

    await vi.advanceTimersByTimeAsync(5_000);
    expect(page.transport.people).toHaveLength(1);
  });

  it('makes nothing ready for its own seat, of which it may hear ahead of the ack', async () => {
    await enter(openPage());
    const page = openPage();
    await page.session.enterLobby();
    const joining = page.session.join();
    const instanceId = instanceOf(page);
    const { people, ...room } = server.presence();
    const own = { id: page.channel.accountId, instanceId, displayName: 'Me' };
    page.channel.tell('room:changed', { ...room, people: [...people, own] });
    await joining;
    expect(page.transport.calls.filter((call) => call.startsWith('prepare'))).not.toContain(
      'prepare 2',
    );
  });

  it('says that there is no such room', async () => {
    server.refusals.set('room:watch', ['NOT_FOUND']);
    const page = openPage();
    await page.session.enterLobby();

    expect(phaseOf(page)).toBe('failed');
    expect(page.session.snapshot.get().error?.code).toBe('NOT_FOUND');
  });
});

describe('in the meeting', () => {
  it('never keeps the last frame of a camera that was turned off', async () => {
    const [host, guest] = [await enter(openPage()), await enter(openPage())];
    await flush();
    expect(host.session.snapshot.get().remotes[0]?.cameraStream).not.toBeNull();

    await guest.session.setCamera(false);
    await flush();
    const [remote] = host.session.snapshot.get().remotes;
    expect(remote?.participant.media.camera).toBe(false);
    expect(remote?.cameraStream).toBeNull();
    expect(host.transport.media.get(remote?.participant.id ?? '')?.tracks.camera).toBeDefined();
    expect(guest.transport.published.has('camera')).toBe(false);
    expect(guest.devices.live.map(({ kind }) => kind)).toEqual(['audio']);
  });

  it('mutes at once, keeps the microphone open and tells the others', async () => {
    const [host, guest] = [await enter(openPage()), await enter(openPage())];
    await flush();
    void guest.session.setMicrophone(false);

    expect(guest.devices.live.find(({ kind }) => kind === 'audio')?.enabled).toBe(false);
    expect(guest.session.snapshot.get().self.microphone.on).toBe(false);
    await flush();
    expect(host.session.snapshot.get().remotes[0]?.participant.media.microphone).toBe(false);
  });

  it('keeps the stream of somebody of whom only the name of the state changed', async () => {
    const [host, guest] = [await enter(openPage()), await enter(openPage())];
    await flush();
    const before = host.session.snapshot.get().remotes[0];
    await guest.session.setHand(true);
    await flush();

    const after = host.session.snapshot.get().remotes[0];
    expect(after?.participant.media.hand).toBe(true);
    expect(after?.cameraStream).toBe(before?.cameraStream);
    expect(after?.audioStream).toBe(before?.audioStream);
  });

  it('stops sharing when the browser says so', async () => {
    const [host, guest] = [await enter(openPage()), await enter(openPage())];
    await guest.session.startScreenShare();
    await flush();
    expect(host.session.snapshot.get().remotes[0]?.participant.media.screen).toBe(true);

    guest.devices.live.find(({ deviceId }) => deviceId === 'screen')?.end();
    await flush();
    expect(guest.session.snapshot.get().self.screen.on).toBe(false);
    expect(host.session.snapshot.get().remotes[0]?.participant.media.screen).toBe(false);
  });

  it('ends for all when the room is deleted', async () => {
    const page = await enter(openPage());
    server.end();
    await flush();

    expect(page.session.snapshot.get()).toMatchObject({
      phase: 'ended',
      endReason: 'room_deleted',
      meeting: null,
    });
    expect(page.devices.live).toEqual([]);
  });
});

describe('when the socket is lost', () => {
  it('keeps the connections, takes the seat back and asks for no new ones', async () => {
    const [host, guest] = [await enter(openPage()), await enter(openPage())];
    await flush();
    const stream = guest.session.snapshot.get().remotes[0]?.cameraStream;
    guest.channel.cut();
    expect(phaseOf(guest)).toBe('reconnecting');
    await flush();
    expect(host.session.snapshot.get().remotes[0]?.participant.connection).toBe('reconnecting');

    guest.channel.restore();
    await flush();
    expect(phaseOf(guest)).toBe('live');
    expect(guest.transport.calls).not.toContain('reset');
    expect(guest.session.snapshot.get().remotes[0]?.cameraStream).toBe(stream);
    expect(host.session.snapshot.get().remotes[0]?.participant.connection).toBe('connected');
    expect(host.transport.calls).not.toContain('drop');
  });

  it('goes on trying while the server is busy', async () => {
    const page = await enter(openPage());
    server.refusals.set('meeting:join', ['UNAVAILABLE', 'BUSY', 'TIMEOUT', 'RATE_LIMITED']);
    page.channel.cut();
    page.channel.restore();
    await flush();
    expect(phaseOf(page)).toBe('reconnecting');
    expect(page.session.snapshot.get().error?.code).toBe('UNAVAILABLE');

    await vi.advanceTimersByTimeAsync(20_000);
    expect(phaseOf(page)).toBe('live');
    expect(page.session.snapshot.get().error).toBeNull();
  });

  it('tells what changed meanwhile', async () => {
    const [host, guest] = [await enter(openPage()), await enter(openPage())];
    await flush();
    guest.channel.cut();
    await guest.session.setMicrophone(false);
    guest.channel.restore();
    await flush();

    expect(host.session.snapshot.get().remotes[0]?.participant.media.microphone).toBe(false);
  });

  it('stays out of a room that is gone', async () => {
    const page = await enter(openPage());
    server.refusals.set('meeting:join', ['NOT_FOUND']);
    page.channel.cut();
    page.channel.restore();
    await flush();

    expect(phaseOf(page)).toBe('failed');
    expect(page.devices.live).toEqual([]);
  });
});

describe('a full room', () => {
  it('is joined by itself as soon as a seat is free', async () => {
    server.capacity = 1;
    const host = await enter(openPage());
    const guest = await enter(openPage());
    expect(phaseOf(guest)).toBe('full');

    await host.session.leave();
    await flush();
    expect(phaseOf(guest)).toBe('live');
  });

  it('is not asked again and again while somebody else is faster', async () => {
    server.capacity = 1;
    const host = await enter(openPage());
    const guest = await enter(openPage());
    server.refusals.set(
      'meeting:join',
      Array.from({ length: 40 }, () => 'ROOM_FULL' as const),
    );
    await host.session.leave();
    await vi.advanceTimersByTimeAsync(10_000);

    expect(phaseOf(guest)).toBe('full');
    expect(commandsOf(guest).filter((one) => one === 'meeting:join').length).toBeLessThan(10);
  });

  it('is waited for after the seat was lost', async () => {
    server.capacity = 1;
    const guest = await enter(openPage());
    guest.channel.cut();
    server.expire(guest.channel);
    const other = await enter(openPage());
    guest.channel.restore();
    await flush();
    expect(phaseOf(guest)).toBe('full');

    await other.session.leave();
    await flush();
    expect(phaseOf(guest)).toBe('live');
  });
});

describe('another page of the same account', () => {
  it('makes this one quiet for good', async () => {
    const page = await enter(openPage());
    await enter(openPage(server.connectAgain(page.channel)));
    await flush();
    expect(phaseOf(page)).toBe('replaced');
    expect(page.devices.live).toEqual([]);

    const said = page.channel.sent.length;
    page.channel.cut();
    page.channel.restore();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(page.channel.sent).toHaveLength(said);
    expect(phaseOf(page)).toBe('replaced');
  });

  it('gives way when the person comes back here', async () => {
    const page = await enter(openPage());
    const other = await enter(openPage(server.connectAgain(page.channel)));
    await flush();
    await page.session.rejoin();
    await flush();

    expect(phaseOf(page)).toBe('live');
    expect(phaseOf(other)).toBe('replaced');
    expect(server.seats.size).toBe(1);
  });
});

describe('the end', () => {
  it('leaves nothing open', async () => {
    const page = await enter(openPage());
    await page.session.startScreenShare();
    page.session.dispose();
    page.session.dispose();
    await flush();

    expect(page.devices.live).toEqual([]);
    expect(page.channel.listenerCount).toBe(0);
    expect(page.transport.calls).toContain('close');
    expect(server.seats.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up the seat that a join under way was about to get', async () => {
    const page = openPage();
    await page.session.enterLobby();
    void page.session.join();
    await page.session.leave();
    await flush();

    expect(phaseOf(page)).toBe('left');
    expect(server.seats.size).toBe(0);
  });
});

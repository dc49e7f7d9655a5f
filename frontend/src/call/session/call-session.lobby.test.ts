import { describe, expect, it, vi } from 'vitest';
import type { RemoteMedia } from '../media-transport';
import { type CallPage, commandsOf, flush, phaseOf, usePages } from '../testing/call-page';
import { FakeTrack } from '../testing/fake-media';

const pages = usePages();

/** As the page named itself to the server. */
function instanceOf({ channel }: CallPage): string {
  const watch = channel.sent.find(({ command }) => command === 'room:watch');
  return (watch?.payload as { instanceId?: string } | undefined)?.instanceId ?? '';
}

describe('before joining', () => {
  it('shows who is there and makes ready for them, and sends them nothing', async () => {
    await pages.enter();
    const page = pages.open();
    await page.session.enterLobby();

    const { phase, presence, self } = page.session.snapshot.get();
    expect(phase).toBe('lobby');
    expect(presence?.people).toHaveLength(1);
    expect(page.transport.people).toHaveLength(1);
    expect(self.microphone.on && self.camera.on).toBe(true);
    expect(commandsOf(page)).toEqual(['room:watch']);
  });

  it('has the others by name already, so that joining only adds what is seen and heard', async () => {
    const host = await pages.enter();
    const page = pages.open();
    await page.session.enterLobby();
    const [ahead] = page.session.snapshot.get().remotes;
    expect(ahead).toMatchObject({ audioStream: null, cameraStream: null, initialConnect: 'new' });

    await page.session.join();
    const { remotes } = page.session.snapshot.get();
    expect(remotes.map(({ participant }) => participant.id)).toEqual([ahead?.participant.id]);
    expect(remotes[0]?.participant).toEqual(host.session.snapshot.get().self.participant);

    await page.session.leave();
    expect(page.session.snapshot.get().remotes).toEqual([]);
  });

  it('has the picture where it will be shown before it comes, and plays no sound', async () => {
    const host = await pages.enter();
    const page = pages.open();
    await page.session.enterLobby();
    const { id } = host.session.snapshot.get().self.participant ?? { id: '' };
    const arriving = { microphone: new FakeTrack('audio'), camera: new FakeTrack('video') };
    page.transport.media.set(id, {
      tracks: arriving as unknown as RemoteMedia['tracks'],
      initialConnect: 'connected',
      quality: { quality: 'poor', cause: null },
    });
    page.transport.events.emit('remoteChanged', id);
    const [ahead] = page.session.snapshot.get().remotes;
    expect(ahead?.cameraStream?.getTracks()).toEqual([arriving.camera]);
    expect(ahead).toMatchObject({ audioStream: null, initialConnect: 'new', quality: 'unknown' });

    await page.session.join();
    const [met] = page.session.snapshot.get().remotes;
    expect(met?.cameraStream).toBe(ahead?.cameraStream);
    expect(met?.audioStream?.getTracks()).toEqual([arriving.microphone]);
  });

  it('takes the place of a picture back where the camera turns out to be off', async () => {
    const host = await pages.enter();
    await host.session.media.set('camera', false);
    const page = pages.open();
    await page.session.enterLobby();
    const { id } = host.session.snapshot.get().self.participant ?? { id: '' };
    page.transport.media.set(id, {
      tracks: { camera: new FakeTrack('video') as unknown as MediaStreamTrack },
      initialConnect: 'new',
      quality: { quality: 'unknown', cause: null },
    });
    page.transport.events.emit('remoteChanged', id);
    expect(page.session.snapshot.get().remotes[0]?.cameraStream).not.toBeNull();
    await page.session.join();
    expect(page.session.snapshot.get().remotes[0]?.cameraStream).toBeNull();
  });

  it('lets the offers travel with the join, to those who are there', async () => {
    const host = await pages.enter();
    await pages.enter();
    await flush();

    expect(host.transport.firstOffers).toEqual([
      { epoch: 0, description: { type: 'offer', sdp: 'v=0' } },
    ]);
    expect(host.session.snapshot.get().remotes).toHaveLength(1);
  });

  it('makes nothing ready before it has heard which relays there are', async () => {
    await pages.enter();
    pages.server.refusals.set('room:watch', ['TIMEOUT']);
    const page = pages.open();
    await page.session.enterLobby();
    page.channel.deliver('room:changed', pages.server.presence());
    await flush();
    expect(page.session.snapshot.get().presence?.people).toHaveLength(1);
    expect(page.transport.people).toEqual([]);

    await vi.advanceTimersByTimeAsync(5_000);
    expect(page.transport.people).toHaveLength(1);
  });

  it('makes nothing ready for its own seat, of which it may hear ahead of the ack', async () => {
    await pages.enter();
    const page = pages.open();
    await page.session.enterLobby();
    const joining = page.session.join();
    const instanceId = instanceOf(page);
    const { people, ...room } = pages.server.presence();
    const own = { id: page.channel.accountId, instanceId, displayName: 'Me' };
    page.channel.deliver('room:changed', { ...room, people: [...people, own] });
    expect(page.session.snapshot.get().remotes).toHaveLength(1);
    await joining;
    expect(page.transport.calls.filter((call) => call.startsWith('preconnect'))).not.toContain(
      'preconnect 2',
    );
  });

  it('asks for no screen, of which nobody would see anything', async () => {
    const page = pages.open();
    await page.session.enterLobby();
    await page.session.media.startScreenShare();
    expect(page.session.snapshot.get().self.screen.on).toBe(false);
    expect(page.devices.live.map(({ deviceId }) => deviceId)).not.toContain('screen');
  });

  it('says when the server stays away, also after the press to join, until it is back', async () => {
    const page = pages.open();
    const errorOf = () => page.session.snapshot.get().error?.code;
    page.channel.cut();
    await page.session.enterLobby();
    expect(errorOf()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2_000);
    page.channel.cut();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(errorOf()).toBe('NETWORK');

    void page.session.join();
    expect([phaseOf(page), errorOf()]).toEqual(['joining', 'NETWORK']);
    page.channel.restore();
    await flush();
    expect([phaseOf(page), errorOf()]).toEqual(['live', undefined]);
  });

  it('says nothing of a gap of two seconds, nor of an error that is over', async () => {
    const page = pages.open();
    await page.session.enterLobby();
    page.channel.cut();
    await vi.advanceTimersByTimeAsync(2_000);
    pages.server.refusals.set('room:watch', ['RATE_LIMITED']);
    page.channel.restore();
    await flush();
    expect(page.session.snapshot.get().error?.code).toBe('RATE_LIMITED');

    await vi.advanceTimersByTimeAsync(5_000);
    expect(page.session.snapshot.get().error).toBeNull();
    expect(phaseOf(page)).toBe('lobby');
  });

  it('says that there is no such room', async () => {
    pages.server.refusals.set('room:watch', ['NOT_FOUND']);
    const page = pages.open();
    await page.session.enterLobby();

    expect(phaseOf(page)).toBe('failed');
    expect(page.session.snapshot.get().error?.code).toBe('NOT_FOUND');
  });
});

describe('a browser that asks for permission', () => {
  /** Names of devices are hidden until the person has answered. */
  function askedPage(): CallPage {
    const page = pages.open();
    page.devices.isAsking = true;
    page.devices.devices = page.devices.devices.map((one) => ({ ...one, label: '' }));
    void page.session.enterLobby();
    return page;
  }

  it('keeps nobody out, and the late answer is sent as the buttons say', async () => {
    const page = askedPage();
    await flush();
    await page.session.join();
    expect(phaseOf(page)).toBe('live');
    expect(page.channel.sent.findLast(({ command }) => command === 'meeting:join')).toMatchObject({
      payload: { media: { microphone: false, camera: false } },
    });

    await page.session.media.set('microphone', false);
    page.devices.answer();
    await flush();
    expect(page.transport.published.get('camera')).toBeDefined();
    expect(page.channel.sent.at(-1)).toMatchObject({
      command: 'participant:update',
      payload: { camera: true },
    });
    expect(page.transport.published.get('microphone')?.enabled).toBe(false);
  });

  it('keeps nobody from coming back', async () => {
    const page = askedPage();
    await flush();
    await page.session.join();
    await page.session.leave();
    await page.session.rejoin();
    expect(phaseOf(page)).toBe('live');

    page.devices.answer();
    await flush();
    expect(page.devices.live.map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
  });
});

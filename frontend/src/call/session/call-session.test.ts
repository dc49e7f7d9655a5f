import { describe, expect, it, vi } from 'vitest';
import { flush, phaseOf, usePages } from '../testing/call-page';

const pages = usePages();

describe('in the meeting', () => {
  it('answers somebody new before it shows them, a quarter of a second later', async () => {
    const host = await pages.enter();
    const shown = () => host.session.snapshot.get().remotes.length;
    const { events } = host.transport;

    events.emit('answering');
    await pages.enter();
    await flush();
    expect(shown()).toBe(0);
    events.emit('progress', 'connected');
    await vi.advanceTimersByTimeAsync(249);
    expect(shown()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(shown()).toBe(1);

    events.emit('answering');
    await pages.enter();
    await vi.advanceTimersByTimeAsync(200);
    events.emit('answering');
    expect(shown()).toBe(1);
    await vi.advanceTimersByTimeAsync(50);
    expect(shown()).toBe(2);
  });

  it('shows that one has left, also while somebody new is answered', async () => {
    const host = await pages.enter();
    host.transport.events.emit('answering');
    await host.session.leave();
    expect(phaseOf(host)).toBe('left');
  });

  it('never keeps the last frame of a camera that was turned off', async () => {
    const [host, guest] = [await pages.enter(), await pages.enter()];
    await flush();
    expect(host.session.snapshot.get().remotes[0]?.cameraStream).not.toBeNull();

    await guest.session.media.set('camera', false);
    await flush();
    const [remote] = host.session.snapshot.get().remotes;
    expect(remote?.participant.media.camera).toBe(false);
    expect(remote?.cameraStream).toBeNull();
    expect(host.transport.media.get(remote?.participant.id ?? '')?.tracks.camera).toBeDefined();
    expect(guest.transport.published.has('camera')).toBe(false);
    expect(guest.devices.live.map(({ kind }) => kind)).toEqual(['audio']);
  });

  it('mutes at once, keeps the microphone open and tells the others', async () => {
    const [host, guest] = [await pages.enter(), await pages.enter()];
    await flush();
    void guest.session.media.set('microphone', false);

    expect(guest.devices.live.find(({ kind }) => kind === 'audio')?.enabled).toBe(false);
    expect(guest.session.snapshot.get().self.microphone.on).toBe(false);
    await flush();
    expect(host.session.snapshot.get().remotes[0]?.participant.media.microphone).toBe(false);
  });

  it('keeps the stream of somebody of whom only the name of the state changed', async () => {
    const [host, guest] = [await pages.enter(), await pages.enter()];
    await flush();
    const before = host.session.snapshot.get().remotes[0];
    guest.session.media.setHand(true);
    await flush();

    const after = host.session.snapshot.get().remotes[0];
    expect(after?.participant.media.hand).toBe(true);
    expect(after?.cameraStream).toBe(before?.cameraStream);
    expect(after?.audioStream).toBe(before?.audioStream);
  });

  it('stops sharing when the browser says so', async () => {
    const [host, guest] = [await pages.enter(), await pages.enter()];
    await guest.session.media.startScreenShare();
    await flush();
    expect(host.session.snapshot.get().remotes[0]?.participant.media.screen).toBe(true);

    guest.devices.live.find(({ deviceId }) => deviceId === 'screen')?.end();
    await flush();
    expect(guest.session.snapshot.get().self.screen.on).toBe(false);
    expect(host.session.snapshot.get().remotes[0]?.participant.media.screen).toBe(false);
  });

  it('ends for all when the room is deleted', async () => {
    const page = await pages.enter();
    pages.server.end();
    await flush();

    expect(page.session.snapshot.get()).toMatchObject({
      phase: 'ended',
      endReason: 'room_deleted',
      meeting: null,
    });
    expect(page.devices.live).toEqual([]);
  });
});

describe('the end', () => {
  it('leaves nothing open', async () => {
    const page = await pages.enter();
    await page.session.media.startScreenShare();
    page.session.dispose();
    page.session.dispose();
    await flush();

    expect(page.devices.live).toEqual([]);
    expect(page.channel.listenerCount).toBe(0);
    expect(page.transport.calls).toContain('close');
    expect(pages.server.seats.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up the seat that a join under way was about to get', async () => {
    const page = pages.open();
    await page.session.enterLobby();
    void page.session.join();
    await page.session.leave();
    await flush();

    expect(phaseOf(page)).toBe('left');
    expect(pages.server.seats.size).toBe(0);
  });
});

describe('what is off', () => {
  it('is silent whatever is sent, and heard again by the same stream when it is on', async () => {
    const [host, guest] = [await pages.enter(), await pages.enter()];
    await flush();
    const remote = () => host.session.snapshot.get().remotes[0];
    const id = remote()?.participant.id ?? '';
    const microphone = () => host.transport.media.get(id)?.tracks.microphone;
    const stream = remote()?.audioStream;
    expect(microphone()?.enabled).toBe(true);

    await guest.session.media.set('microphone', false);
    await flush();
    expect(microphone()?.enabled).toBe(false);
    expect(remote()?.audioStream).toBe(stream);

    await guest.session.media.set('microphone', true);
    await flush();
    expect(microphone()?.enabled).toBe(true);
    expect(remote()?.audioStream).toBe(stream);
  });
});

describe('the lobby', () => {
  it('is counted while in the meeting, as the server tells', async () => {
    const host = await pages.enter();
    const count = () => host.session.snapshot.get().inLobby;
    expect(count()).toBe(0);
    host.channel.deliver('lobby:changed', { count: 2 });
    await flush();
    expect(count()).toBe(2);
    await host.session.leave();
    expect(count()).toBe(0);
  });
});

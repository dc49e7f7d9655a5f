import { describe, expect, it, vi } from 'vitest';
import { FakeMediaDevices, FakePermissions, type FakeTrack } from '../testing/fake-media';
import { createStorage, settled, useLocalMedia } from '../testing/local-media';
import type { DeviceNotice } from './device-notice';

const createMedia = useLocalMedia();

describe('devices that come and go', () => {
  const headset = { kind: 'audioinput', deviceId: 'mic-2', label: 'Headset' } as const;

  async function withHeadset() {
    const devices = new FakeMediaDevices();
    devices.devices.push({ ...headset });
    const permissions = new FakePermissions();
    const media = createMedia(devices, createStorage(), permissions);
    const told: DeviceNotice[] = [];
    media.notices.subscribe((notice) => told.push(notice));
    await media.open();
    await media.choose('microphone', 'mic-2');
    return { devices, permissions, media, told };
  }

  it('names the device that takes the place of the unplugged one, and goes back to it later', async () => {
    const { devices, media, told } = await withHeadset();
    devices.unplug('mic-2');
    await settled();
    devices.plug({ ...headset });
    await settled();

    expect(told).toEqual([
      { kind: 'replaced', role: 'microphone', label: 'Built-in microphone' },
      { kind: 'returned', role: 'microphone', label: 'Headset' },
    ]);
    expect(media.devices.snapshot.get().microphoneId).toBe('mic-2');
    expect(devices.live.filter(({ kind }) => kind === 'audio')).toHaveLength(1);
  });

  it('takes the remembered device when it is plugged in only during the call', async () => {
    const storage = createStorage();
    const before = new FakeMediaDevices();
    before.devices.push({ ...headset });
    const first = createMedia(before, storage);
    await first.open();
    await first.choose('microphone', 'mic-2');
    const devices = new FakeMediaDevices();
    const media = createMedia(devices, storage);
    await media.open();
    expect(media.microphone.track?.getSettings().deviceId).toBe('mic-1');
    devices.plug({ ...headset });
    await settled();

    expect(media.microphone.track?.getSettings().deviceId).toBe('mic-2');
  });

  it('stays with what was chosen since', async () => {
    const { devices, media, told } = await withHeadset();
    devices.unplug('mic-2');
    await settled();
    await media.choose('microphone', 'mic-1');
    devices.plug({ ...headset });
    await settled();

    expect(media.microphone.track?.getSettings().deviceId).toBe('mic-1');
    expect(told.map(({ kind }) => kind)).toEqual(['replaced']);
  });

  it('notices an unplugged device whose track did not end', async () => {
    const { devices, media } = await withHeadset();
    devices.devices = devices.devices.filter(({ deviceId }) => deviceId !== 'mic-2');
    devices.dispatchEvent(new Event('devicechange'));
    await settled();

    expect(media.microphone.track?.getSettings().deviceId).toBe('mic-1');
  });

  it('works again as before once the only device is back', async () => {
    const { devices, media, told } = await withHeadset();
    devices.unplug('mic-1');
    devices.unplug('mic-2');
    await settled();
    expect(media.microphone.state.get()).toEqual({ on: false, pending: false, error: 'lost' });
    devices.plug({ ...headset });
    await settled();

    expect(media.microphone.state.get()).toEqual({ on: true, pending: false, error: null });
    expect(told.map(({ kind }) => kind)).toEqual(['lost', 'returned']);
  });

  it('gives up on a device that ends again and again', async () => {
    const { devices, media, told } = await withHeadset();
    for (let turn = 0; turn < 20; turn += 1) {
      devices.live.find(({ kind }) => kind === 'audio')?.end();
      await settled();
    }

    expect(media.microphone.state.get().error).toBe('lost');
    expect(devices.asked.length).toBeLessThan(12);
    expect(told).toEqual([{ kind: 'lost', role: 'microphone' }]);
  });

  it('asks nothing when the permission is taken back, and works when it is given again', async () => {
    const { devices, permissions, media, told } = await withHeadset();
    const asked = devices.asked.length;
    permissions.set('microphone', 'prompt');
    devices.live.find(({ kind }) => kind === 'audio')?.end();
    await settled();
    const off = { on: false, pending: false, error: 'permission-denied' };
    expect(media.microphone.state.get()).toEqual(off);
    expect(devices.asked).toHaveLength(asked);

    permissions.set('microphone', 'granted');
    await settled();
    expect(media.microphone.state.get()).toEqual({ on: false, pending: false, error: null });
    expect(media.microphone.track?.enabled).toBe(false);
    await media.set('microphone', true);
    expect(media.microphone.state.get().on).toBe(true);
    expect(told.map(({ kind }) => kind)).toEqual(['refused', 'allowed']);
  });

  it('tells that the system silences the microphone, until it no longer does', async () => {
    const { media, told } = await withHeadset();
    const track = media.microphone.track as unknown as FakeTrack;
    track.setMuted(true);
    expect(media.microphone.state.get().error).toBe('system-muted');
    expect(told).toEqual([{ kind: 'system-muted', role: 'microphone' }]);
    track.setMuted(false);
    expect(media.microphone.state.get()).toEqual({ on: true, pending: false, error: null });
  });
});

describe('the device that Chrome calls the default one', () => {
  const builtIn = { deviceId: 'mic-1', label: 'Built-in microphone', groupId: 'machine' };
  const headset = { deviceId: 'mic-2', label: 'Headset', groupId: 'headset' };
  const sound = { deviceId: 'out-2', label: 'Headset', groupId: 'headset' };

  async function withDefault() {
    const devices = new FakeMediaDevices();
    devices.devices = [
      { kind: 'audioinput', ...builtIn },
      { kind: 'audiooutput', ...builtIn, deviceId: 'out-1', label: 'Built-in speaker' },
      { kind: 'audioinput', ...headset },
      { kind: 'audiooutput', ...sound },
      { kind: 'videoinput', deviceId: 'cam-1', label: 'Built-in camera', groupId: 'machine' },
    ];
    devices.aliased.add('audioinput').add('audiooutput');
    const media = createMedia(devices);
    const told: DeviceNotice[] = [];
    media.notices.subscribe((notice) => told.push(notice));
    await media.open();
    return { devices, media, told };
  }

  it('is replaced aloud when what was behind it is unplugged, and taken back when it returns', async () => {
    const { devices, media, told } = await withDefault();
    expect(media.microphone.track?.label).toBe('Default - Headset');
    devices.unplug('mic-2');
    await settled();
    expect(media.microphone.track?.label).toBe('Default - Built-in microphone');
    expect(told).toEqual([{ kind: 'replaced', role: 'microphone', label: 'Built-in microphone' }]);

    devices.plug({ kind: 'audioinput', ...headset });
    await settled();
    expect(media.microphone.track?.label).toBe('Headset');
    expect(told.slice(1)).toEqual([{ kind: 'returned', role: 'microphone', label: 'Headset' }]);
    expect(media.devices.snapshot.get().microphoneId).toBe('mic-2');
    expect(devices.live.filter(({ kind }) => kind === 'audio')).toHaveLength(1);
  });

  it('is replaced also where its track goes on without the device', async () => {
    const { devices, media, told } = await withDefault();
    devices.devices = devices.devices.filter(({ deviceId }) => deviceId !== 'mic-2');
    devices.dispatchEvent(new Event('devicechange'));
    await settled();

    expect(media.microphone.track?.label).toBe('Default - Built-in microphone');
    expect(told.map(({ kind }) => kind)).toEqual(['replaced']);
  });

  it('is the same as before when its track only stopped for a moment', async () => {
    const { devices, media, told } = await withDefault();
    devices.live.find(({ kind }) => kind === 'audio')?.end();
    await settled();

    expect(media.microphone.track?.label).toBe('Default - Headset');
    expect(told).toEqual([]);
  });

  it('is lost and comes back where there is no other', async () => {
    const { devices, media, told } = await withDefault();
    devices.unplug('mic-1');
    devices.unplug('mic-2');
    await settled();
    devices.plug({ kind: 'audioinput', ...headset });
    await settled();

    expect(media.microphone.track?.label).toBe('Default - Headset');
    expect(told).toEqual([
      { kind: 'lost', role: 'microphone' },
      { kind: 'returned', role: 'microphone', label: 'Headset' },
    ]);
  });

  it.each([null, 'default'])('is told of audioOutputs as well, chosen as %j', async (chosen) => {
    vi.stubGlobal('HTMLMediaElement', { prototype: { setSinkId: () => Promise.resolve() } });
    const { devices, media, told } = await withDefault();
    media.devices.setChosen('audioOutput', chosen);
    devices.unplug('out-2');
    await settled();
    devices.plug({ kind: 'audiooutput', ...sound });
    await settled();

    expect(told).toEqual([
      { kind: 'replaced', role: 'audioOutput', label: 'Built-in speaker' },
      { kind: 'returned', role: 'audioOutput', label: 'Headset' },
    ]);
  });
});

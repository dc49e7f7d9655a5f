import { describe, expect, it, vi } from 'vitest';
import { FakeMediaDevices, FakePermissions, type FakeTrack } from '../testing/fake-media';
import { createStorage, noticesOf, settled, useLocalMedia } from '../testing/local-media';

const createMedia = useLocalMedia();

describe('DeviceRecovery of a device that comes and goes', () => {
  const headset = { kind: 'audioinput', deviceId: 'mic-2', label: 'Headset' } as const;

  async function withHeadset() {
    const devices = new FakeMediaDevices();
    devices.devices.push({ ...headset });
    const permissions = new FakePermissions();
    const media = createMedia(devices, createStorage(), permissions);
    const notices = noticesOf(media);
    await media.open();
    await media.choose('microphone', 'mic-2');
    return { devices, permissions, media, notices };
  }

  it('DeviceRecovery replaces an unplugged device, and uses it again when it is back', async () => {
    const { devices, media, notices } = await withHeadset();
    devices.unplug('mic-2');
    await settled();
    devices.plug({ ...headset });
    await settled();

    expect(notices).toEqual([
      { kind: 'replaced', role: 'microphone', label: 'Built-in microphone' },
      { kind: 'returned', role: 'microphone', label: 'Headset' },
    ]);
    expect(media.devices.snapshot.get().microphoneId).toBe('mic-2');
    expect(devices.live.filter(({ kind }) => kind === 'audio')).toHaveLength(1);
  });

  it('DeviceRecovery uses the remembered device when it is plugged in during the call', async () => {
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

  it('DeviceRecovery keeps a device that the user chose after another one was unplugged', async () => {
    const { devices, media, notices } = await withHeadset();
    devices.unplug('mic-2');
    await settled();
    await media.choose('microphone', 'mic-1');
    devices.plug({ ...headset });
    await settled();

    expect(media.microphone.track?.getSettings().deviceId).toBe('mic-1');
    expect(notices.map(({ kind }) => kind)).toEqual(['replaced']);
  });

  it('DeviceRecovery notices an unplugged device whose track did not end', async () => {
    const { devices, media } = await withHeadset();
    devices.devices = devices.devices.filter(({ deviceId }) => deviceId !== 'mic-2');
    devices.dispatchEvent(new Event('devicechange'));
    await settled();

    expect(media.microphone.track?.getSettings().deviceId).toBe('mic-1');
  });

  it('DeviceRecovery turns the source on again when its only device is back', async () => {
    const { devices, media, notices } = await withHeadset();
    devices.unplug('mic-1');
    devices.unplug('mic-2');
    await settled();
    expect(media.microphone.state.get()).toEqual({ on: false, pending: false, error: 'lost' });
    devices.plug({ ...headset });
    await settled();

    expect(media.microphone.state.get()).toEqual({ on: true, pending: false, error: null });
    expect(notices.map(({ kind }) => kind)).toEqual(['lost', 'returned']);
  });

  it('DeviceRecovery gives up a device that ends again and again', async () => {
    const { devices, media, notices } = await withHeadset();
    for (let turn = 0; turn < 20; turn += 1) {
      devices.live.find(({ kind }) => kind === 'audio')?.end();
      await settled();
    }

    expect(media.microphone.state.get().error).toBe('lost');
    expect(devices.asked.length).toBeLessThan(12);
    expect(notices).toEqual([{ kind: 'lost', role: 'microphone' }]);
  });

  it('DeviceRecovery opens nothing when the permission is revoked, and opens the device muted when it is granted again', async () => {
    const { devices, permissions, media, notices } = await withHeadset();
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
    expect(notices.map(({ kind }) => kind)).toEqual(['refused', 'allowed']);
  });

  it('DeviceRecovery shows that the system mutes the microphone until it unmutes it', async () => {
    const { media, notices } = await withHeadset();
    const track = media.microphone.track as unknown as FakeTrack;
    track.setMuted(true);
    expect(media.microphone.state.get().error).toBe('system-muted');
    expect(notices).toEqual([{ kind: 'system-muted', role: 'microphone' }]);
    track.setMuted(false);
    expect(media.microphone.state.get()).toEqual({ on: true, pending: false, error: null });
  });
});

describe('DeviceRecovery of the device that Chrome lists as the default one', () => {
  const builtIn = { deviceId: 'mic-1', label: 'Built-in microphone', groupId: 'machine' };
  const headset = { deviceId: 'mic-2', label: 'Headset', groupId: 'headset' };
  const headphones = { deviceId: 'out-2', label: 'Headset', groupId: 'headset' };

  async function withDefault() {
    const devices = new FakeMediaDevices();
    devices.devices = [
      { kind: 'audioinput', ...builtIn },
      { kind: 'audiooutput', ...builtIn, deviceId: 'out-1', label: 'Built-in speaker' },
      { kind: 'audioinput', ...headset },
      { kind: 'audiooutput', ...headphones },
      { kind: 'videoinput', deviceId: 'cam-1', label: 'Built-in camera', groupId: 'machine' },
    ];
    devices.aliased.add('audioinput').add('audiooutput');
    const media = createMedia(devices);
    const notices = noticesOf(media);
    await media.open();
    return { devices, media, notices };
  }

  it('DeviceRecovery replaces the device behind the alias when that is unplugged, and uses it again when it is back', async () => {
    const { devices, media, notices } = await withDefault();
    expect(media.microphone.track?.label).toBe('Default - Headset');
    devices.unplug('mic-2');
    await settled();
    expect(media.microphone.track?.label).toBe('Default - Built-in microphone');
    expect(notices).toEqual([
      { kind: 'replaced', role: 'microphone', label: 'Built-in microphone' },
    ]);

    devices.plug({ kind: 'audioinput', ...headset });
    await settled();
    expect(media.microphone.track?.label).toBe('Headset');
    expect(notices.slice(1)).toEqual([{ kind: 'returned', role: 'microphone', label: 'Headset' }]);
    expect(media.devices.snapshot.get().microphoneId).toBe('mic-2');
    expect(devices.live.filter(({ kind }) => kind === 'audio')).toHaveLength(1);
  });

  it('DeviceRecovery replaces an unplugged device whose track has not ended', async () => {
    const { devices, media, notices } = await withDefault();
    devices.devices = devices.devices.filter(({ deviceId }) => deviceId !== 'mic-2');
    devices.dispatchEvent(new Event('devicechange'));
    await settled();

    expect(media.microphone.track?.label).toBe('Default - Built-in microphone');
    expect(notices.map(({ kind }) => kind)).toEqual(['replaced']);
  });

  it('DeviceRecovery emits no notice when the same device opens again after its track ended', async () => {
    const { devices, media, notices } = await withDefault();
    devices.live.find(({ kind }) => kind === 'audio')?.end();
    await settled();

    expect(media.microphone.track?.label).toBe('Default - Headset');
    expect(notices).toEqual([]);
  });

  it('DeviceRecovery shows the loss of the only device, and uses it again when it is back', async () => {
    const { devices, media, notices } = await withDefault();
    devices.unplug('mic-1');
    devices.unplug('mic-2');
    await settled();
    devices.plug({ kind: 'audioinput', ...headset });
    await settled();

    expect(media.microphone.track?.label).toBe('Default - Headset');
    expect(notices).toEqual([
      { kind: 'lost', role: 'microphone' },
      { kind: 'returned', role: 'microphone', label: 'Headset' },
    ]);
  });

  it.each([null, 'default'])(
    'DeviceRecovery reports a replaced audio output, chosen as %j',
    async (chosen) => {
      vi.stubGlobal('HTMLMediaElement', { prototype: { setSinkId: () => Promise.resolve() } });
      const { devices, media, notices } = await withDefault();
      media.devices.setChosen('audioOutput', chosen);
      devices.unplug('out-2');
      await settled();
      devices.plug({ kind: 'audiooutput', ...headphones });
      await settled();

      expect(notices).toEqual([
        { kind: 'replaced', role: 'audioOutput', label: 'Built-in speaker' },
        { kind: 'returned', role: 'audioOutput', label: 'Headset' },
      ]);
    },
  );
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { Scope } from '../scope';
import { FakeMediaDevices, FakePermissions, type FakeTrack } from '../testing/fake-media';
import type { DeviceNotice } from './device-notice';
import { LocalMedia } from './local-media';
import type { DeviceStorage } from './remembered-devices';

const scopes: Scope[] = [];

function createStorage(): DeviceStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

function createMedia(
  devices: FakeMediaDevices | undefined = new FakeMediaDevices(),
  storage = createStorage(),
  permissions?: FakePermissions,
): LocalMedia {
  const scope = new Scope();
  scopes.push(scope);
  return new LocalMedia({
    mediaDevices: devices as unknown as MediaDevices,
    permissions: permissions as unknown as Permissions,
    storage,
    scope,
    onTrack: () => undefined,
  });
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  for (const scope of scopes.splice(0)) scope.close();
  vi.unstubAllGlobals();
});

describe('opening microphone and camera', () => {
  it('asks once for both', async () => {
    const devices = new FakeMediaDevices();
    const media = createMedia(devices);
    await media.open();

    expect(devices.asked).toEqual(['audio+video']);
    expect(media.microphone.state.get().on && media.camera.state.get().on).toBe(true);
    expect(media.devices.snapshot.get()).toMatchObject({
      microphoneId: 'mic-1',
      cameraId: 'cam-1',
    });
  });

  it.each([
    ['NotAllowedError', 'permission-denied'],
    ['NotFoundError', 'not-found'],
    ['NotReadableError', 'in-use'],
    ['AbortError', 'in-use'],
    ['TypeError', 'unknown'],
  ])('keeps the microphone when the camera fails with %s', async (name, reason) => {
    const devices = new FakeMediaDevices();
    devices.failures.set('video', name);
    const media = createMedia(devices);
    await media.open();

    expect(media.microphone.state.get()).toEqual({ on: true, pending: false, error: null });
    expect(media.camera.state.get()).toEqual({ on: false, pending: false, error: reason });
  });

  it('says that an insecure page has no devices', async () => {
    const scope = new Scope();
    const onTrack = (): void => undefined;
    const media = new LocalMedia({ mediaDevices: undefined, storage: undefined, scope, onTrack });
    await media.open();

    expect(media.microphone.state.get().error).toBe('insecure-context');
    expect(media.camera.state.get().error).toBe('insecure-context');
  });

  it('leaves a camera closed that was off at the last visit', async () => {
    const storage = createStorage();
    await createMedia(new FakeMediaDevices(), storage).set('camera', false);
    const devices = new FakeMediaDevices();
    const media = createMedia(devices, storage);
    await media.open();

    expect(devices.asked).toEqual(['audio']);
    expect(media.camera.state.get()).toEqual({ on: false, pending: false, error: null });
  });

  it('finds the chosen camera again under another id', async () => {
    const storage = createStorage();
    const devices = new FakeMediaDevices();
    devices.devices.push({ kind: 'videoinput', deviceId: 'cam-2', label: 'Good camera' });
    const before = createMedia(devices, storage);
    await before.open();
    await before.choose('camera', 'cam-2');
    const later = new FakeMediaDevices();
    later.devices.push({ kind: 'videoinput', deviceId: 'cam-9', label: 'Good camera' });
    const media = createMedia(later, storage);
    await media.open();

    expect(media.camera.track?.getSettings().deviceId).toBe('cam-9');
    expect(later.live).toHaveLength(2);
  });
});

describe('using them', () => {
  it('turns the light off with the camera, and ends up as the last click says', async () => {
    const devices = new FakeMediaDevices();
    const media = createMedia(devices);
    await media.open();
    await Promise.all([media.set('camera', false), media.set('camera', true)]);
    await media.set('camera', false);
    expect(devices.live.map(({ kind }) => kind)).toEqual(['audio']);

    await Promise.all([media.set('camera', true), media.set('camera', false)]);
    expect(media.camera.state.get()).toEqual({ on: false, pending: false, error: null });
    expect(devices.live.map(({ kind }) => kind)).toEqual(['audio']);
  });

  it('takes the default device when the one in use goes away', async () => {
    const devices = new FakeMediaDevices();
    devices.devices.push({ kind: 'audioinput', deviceId: 'mic-2', label: 'Headset' });
    const media = createMedia(devices);
    await media.open();
    await media.choose('microphone', 'mic-2');
    devices.unplug('mic-2');
    await settled();

    expect(media.microphone.track?.getSettings().deviceId).toBe('mic-1');
    expect(media.microphone.state.get()).toEqual({ on: true, pending: false, error: null });
  });

  it('says so when the last one goes away', async () => {
    const devices = new FakeMediaDevices();
    const media = createMedia(devices);
    await media.open();
    devices.unplug('mic-1');
    await settled();

    expect(media.microphone.state.get()).toEqual({ on: false, pending: false, error: 'lost' });
  });

  it('keeps the present camera when the chosen one does not open', async () => {
    const devices = new FakeMediaDevices();
    const media = createMedia(devices);
    await media.open();
    await media.choose('camera', 'cam-gone');

    expect(media.camera.track?.readyState).toBe('live');
    expect(media.camera.state.get().error).toBe('not-found');
  });
});

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
    expect(media.microphone.state.get().error).toBe('silenced');
    expect(told).toEqual([{ kind: 'silenced', role: 'microphone' }]);
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

  it.each([null, 'default'])('is told of speakers as well, chosen as %j', async (chosen) => {
    vi.stubGlobal('HTMLMediaElement', { prototype: { setSinkId: () => Promise.resolve() } });
    const { devices, media, told } = await withDefault();
    media.devices.setChosen('speaker', chosen);
    devices.unplug('out-2');
    await settled();
    devices.plug({ kind: 'audiooutput', ...sound });
    await settled();

    expect(told).toEqual([
      { kind: 'replaced', role: 'speaker', label: 'Built-in speaker' },
      { kind: 'returned', role: 'speaker', label: 'Headset' },
    ]);
  });
});

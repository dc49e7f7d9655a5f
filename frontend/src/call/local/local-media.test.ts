import { describe, expect, it, vi } from 'vitest';
import { Scope } from '../../core/scope';
import { FakeMediaDevices, FakePermissions } from '../testing/fake-media';
import { createStorage, settled, useLocalMedia } from '../testing/local-media';
import { LocalMedia } from './local-media';

const createMedia = useLocalMedia();

describe('LocalMedia, when it opens microphone and camera,', () => {
  it('LocalMedia asks the user once for microphone and camera', async () => {
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
  ])('LocalMedia keeps the microphone when the camera fails with %s', async (name, reason) => {
    const devices = new FakeMediaDevices();
    devices.failures.set('video', name);
    const media = createMedia(devices);
    await media.open();

    expect(media.microphone.state.get()).toEqual({ on: true, pending: false, error: null });
    expect(media.camera.state.get()).toEqual({ on: false, pending: false, error: reason });
  });

  it.each([
    ['a page over plain HTTP', false, 'insecure-context'],
    ['a browser without an API for devices', true, 'unsupported'],
  ])('LocalMedia shows why %s has no devices', async (_, isSecureContext, reason) => {
    vi.stubGlobal('isSecureContext', isSecureContext);
    const scope = new Scope();
    const media = new LocalMedia({ mediaDevices: undefined, storage: undefined, scope });
    await media.open();

    expect(media.microphone.state.get().error).toBe(reason);
    expect(media.camera.state.get().error).toBe(reason);

    await media.set('camera', true);
    expect(media.camera.state.get().error).toBe(reason);
  });

  it('LocalMedia does not open a camera that the user turned off at the last visit', async () => {
    const storage = createStorage();
    await createMedia(new FakeMediaDevices(), storage).set('camera', false);
    const devices = new FakeMediaDevices();
    const media = createMedia(devices, storage);
    await media.open();

    expect(devices.asked).toEqual(['audio']);
    expect(media.camera.state.get()).toEqual({ on: false, pending: false, error: null });
  });

  it('LocalMedia finds the remembered camera under another id', async () => {
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

describe('LocalMedia, as the chosen device,', () => {
  const second = { kind: 'videoinput', deviceId: 'cam-2', label: 'Good camera' } as const;

  /** Two cameras; the user chose the second one at an earlier visit. */
  async function withSecondRemembered() {
    const storage = createStorage();
    const devices = new FakeMediaDevices();
    devices.devices.push({ ...second });
    await createMedia(devices, storage).choose('camera', 'cam-2');
    return { devices, storage };
  }

  it('LocalMedia shows the remembered camera while the camera is off, and the camera that opens once it is on', async () => {
    const { devices, storage } = await withSecondRemembered();
    await createMedia(devices, storage).set('camera', false);
    const media = createMedia(devices, storage);
    await media.open();
    expect(media.devices.chosen('camera')).toBe('cam-2');

    devices.taken.add('cam-2');
    await media.set('camera', true);
    expect(media.devices.chosen('camera')).toBe('cam-2');

    devices.taken.clear();
    devices.unplug('cam-2');
    await media.set('camera', false);
    await media.set('camera', true);
    expect(media.devices.chosen('camera')).toBe('cam-1');
  });

  it('LocalMedia shows the remembered camera that another program uses until the user chooses another one', async () => {
    const { devices, storage } = await withSecondRemembered();
    devices.taken.add('cam-2');
    const media = createMedia(devices, storage);
    await media.open();
    expect(media.devices.chosen('camera')).toBe('cam-2');

    await media.choose('camera', 'cam-1');
    expect(media.devices.chosen('camera')).toBe('cam-1');
    expect(media.camera.state.get()).toEqual({ on: true, pending: false, error: null });
  });

  it('LocalMedia shows the camera that opened when none is remembered', async () => {
    const storage = createStorage();
    await createMedia(new FakeMediaDevices(), storage).set('camera', false);
    const devices = new FakeMediaDevices();
    devices.devices.push({ ...second, facingMode: 'user' });
    const media = createMedia(devices, storage);
    await media.open();
    await media.set('camera', true);

    expect(media.devices.chosen('camera')).toBe('cam-2');
  });

  it('LocalMedia shows the microphone that is being opened, even when the user mutes during the opening', async () => {
    const devices = new FakeMediaDevices();
    devices.devices.push({ kind: 'audioinput', deviceId: 'mic-2', label: 'Headset' });
    const media = createMedia(devices);
    await media.open();
    await Promise.all([media.choose('microphone', 'mic-2'), media.set('microphone', false)]);

    expect(media.microphone.track?.getSettings().deviceId).toBe('mic-2');
    expect(media.devices.chosen('microphone')).toBe('mic-2');
  });
});

describe('LocalMedia, while devices are in use,', () => {
  it('LocalMedia closes a camera that is turned off, and ends in the state of the last click', async () => {
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

  it('LocalMedia opens the default device when the one in use is unplugged', async () => {
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

  it('LocalMedia shows that the last microphone was unplugged', async () => {
    const devices = new FakeMediaDevices();
    const media = createMedia(devices);
    await media.open();
    devices.unplug('mic-1');
    await settled();

    expect(media.microphone.state.get()).toEqual({ on: false, pending: false, error: 'lost' });
  });

  it('LocalMedia keeps the present camera when the chosen one does not open', async () => {
    const devices = new FakeMediaDevices();
    const media = createMedia(devices);
    await media.open();
    await media.choose('camera', 'cam-gone');

    expect(media.camera.track?.readyState).toBe('live');
    expect(media.camera.state.get().error).toBe('not-found');
  });
});

describe('LocalMedia, when the user toggles a source,', () => {
  async function opened() {
    const devices = new FakeMediaDevices();
    const permissions = new FakePermissions();
    const media = createMedia(devices, createStorage(), permissions);
    const counts = () => ({ lists: devices.enumerations, queries: permissions.queries });
    return { devices, permissions, media, counts };
  }

  it('neither lists devices nor queries permissions when the user toggles an open source', async () => {
    const { media, counts } = await opened();
    await media.open();
    const before = counts();
    for (const on of [false, true, false, true]) {
      await media.set('microphone', on);
      await media.set('camera', on);
    }

    expect(counts()).toEqual(before);
    expect(media.microphone.state.get().on && media.camera.state.get().on).toBe(true);
  });

  it('LocalMedia lists devices after a camera has opened for the first time, and not again', async () => {
    const { media, counts } = await opened();
    await media.set('camera', false);
    await media.open();
    const before = counts().lists;
    await media.set('camera', true);
    expect(counts().lists).toBe(before + 1);
    await media.set('camera', false);
    await media.set('camera', true);
    expect(counts().lists).toBe(before + 1);
  });

  it('LocalMedia lists devices again when one is plugged in or a permission changes', async () => {
    const { devices, permissions, media, counts } = await opened();
    await media.open();
    const before = counts().lists;
    devices.plug({ kind: 'audioinput', deviceId: 'mic-2', label: 'Headset' });
    await settled();
    const plugged = counts().lists;
    expect(plugged).toBeGreaterThan(before);
    permissions.set('camera', 'denied');
    await settled();
    expect(counts().lists).toBeGreaterThan(plugged);
  });

  it('LocalMedia goes on sending the same track when the user mutes', async () => {
    const { media } = await opened();
    await media.open();
    const sent: (MediaStreamTrack | null)[] = [];
    media.events.on('track', ({ track }) => sent.push(track));
    await media.set('microphone', false);

    expect(media.microphone.output?.enabled).toBe(false);
    expect(sent).toEqual([]);
  });
});

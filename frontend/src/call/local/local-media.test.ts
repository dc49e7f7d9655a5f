import { describe, expect, it, vi } from 'vitest';
import { Scope } from '../../core/scope';
import { FakeMediaDevices } from '../testing/fake-media';
import { createStorage, settled, useLocalMedia } from '../testing/local-media';
import { LocalMedia } from './local-media';

const createMedia = useLocalMedia();

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

  it.each([
    ['a page over plain HTTP', false, 'insecure-context'],
    ['a browser that has none for any page', true, 'unsupported'],
  ])('says that %s has no devices', async (_, isSecureContext, reason) => {
    vi.stubGlobal('isSecureContext', isSecureContext);
    const scope = new Scope();
    const onTrack = (): void => undefined;
    const media = new LocalMedia({ mediaDevices: undefined, storage: undefined, scope, onTrack });
    await media.open();

    expect(media.microphone.state.get().error).toBe(reason);
    expect(media.camera.state.get().error).toBe(reason);

    await media.set('camera', true);
    expect(media.camera.state.get().error).toBe(reason);
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

describe('which one is shown as chosen', () => {
  const second = { kind: 'videoinput', deviceId: 'cam-2', label: 'Good camera' } as const;

  /** Two cameras, of which the second was chosen at an earlier visit. */
  async function withSecondRemembered() {
    const storage = createStorage();
    const devices = new FakeMediaDevices();
    devices.devices.push({ ...second });
    await createMedia(devices, storage).choose('camera', 'cam-2');
    return { devices, storage };
  }

  it('is the remembered camera while it is off, and the one that opens once it is on', async () => {
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

  it('is the remembered camera that another program has; one that is free can be chosen', async () => {
    const { devices, storage } = await withSecondRemembered();
    devices.taken.add('cam-2');
    const media = createMedia(devices, storage);
    await media.open();
    expect(media.devices.chosen('camera')).toBe('cam-2');

    await media.choose('camera', 'cam-1');
    expect(media.devices.chosen('camera')).toBe('cam-1');
    expect(media.camera.state.get()).toEqual({ on: true, pending: false, error: null });
  });

  it('is the camera that opened when none is remembered', async () => {
    const storage = createStorage();
    await createMedia(new FakeMediaDevices(), storage).set('camera', false);
    const devices = new FakeMediaDevices();
    devices.devices.push({ ...second, facingMode: 'user' });
    const media = createMedia(devices, storage);
    await media.open();
    await media.set('camera', true);

    expect(media.devices.chosen('camera')).toBe('cam-2');
  });

  it('is the microphone that is being opened, also when one mutes oneself meanwhile', async () => {
    const devices = new FakeMediaDevices();
    devices.devices.push({ kind: 'audioinput', deviceId: 'mic-2', label: 'Headset' });
    const media = createMedia(devices);
    await media.open();
    await Promise.all([media.choose('microphone', 'mic-2'), media.set('microphone', false)]);

    expect(media.microphone.track?.getSettings().deviceId).toBe('mic-2');
    expect(media.devices.chosen('microphone')).toBe('mic-2');
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

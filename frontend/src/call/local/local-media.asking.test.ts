import { describe, expect, it } from 'vitest';
import { FakeMediaDevices, FakePermissions } from '../testing/fake-media';
import { FakeVisibility, settled, useLocalMedia } from '../testing/local-media';
import type { LocalMedia } from './local-media';

const createMedia = useLocalMedia();

/** A browser that asks the person and waits for the answer. */
async function askedMedia() {
  const devices = new FakeMediaDevices();
  devices.isAsking = true;
  const permissions = new FakePermissions();
  permissions.set('camera', 'prompt');
  permissions.set('microphone', 'prompt');
  const media = createMedia(devices, undefined, permissions);
  const opened = media.open();
  await settled();
  return { devices, media, opened };
}

const openingOf = ({ camera, microphone }: LocalMedia) => [
  camera.state.get().opening,
  microphone.state.get().opening,
];

describe('while the browser asks for permission', () => {
  it('says so, and is not off', async () => {
    const { devices, media, opened } = await askedMedia();
    expect(openingOf(media)).toEqual(['asking', 'asking']);
    expect(media.camera.state.get().on).toBe(false);

    devices.answer();
    await opened;
    expect(openingOf(media)).toEqual([undefined, undefined]);
    expect(media.camera.state.get()).toEqual({ on: true, pending: false, error: null });
  });

  it('says that devices are starting where they may be used already', async () => {
    const devices = new FakeMediaDevices();
    devices.isAsking = true;
    const media = createMedia(devices, undefined, new FakePermissions());
    void media.open();
    await settled();
    expect(openingOf(media)).toEqual(['starting', 'starting']);
  });

  it('goes by the names of devices in a browser that does not tell permissions', async () => {
    const devices = new FakeMediaDevices();
    devices.isAsking = true;
    devices.devices = devices.devices.map((one) => ({ ...one, label: '' }));
    const media = createMedia(devices);
    void media.open();
    await settled();
    expect(openingOf(media)).toEqual(['asking', 'asking']);
  });

  it('asks nothing more when a button is pressed, and a late answer follows the buttons', async () => {
    const { devices, media, opened } = await askedMedia();
    const pressed = [media.set('camera', false), media.set('microphone', false)];
    expect(openingOf(media)).toEqual([undefined, undefined]);

    devices.answer();
    await Promise.all([opened, ...pressed]);
    expect(devices.asked).toEqual(['audio+video']);
    expect(media.camera.state.get().on).toBe(false);
    expect(devices.live.map(({ kind, enabled }) => [kind, enabled])).toEqual([['audio', false]]);
  });

  it('a camera that is turned off and on again meanwhile is on after the answer', async () => {
    const { devices, media, opened } = await askedMedia();
    await media.set('camera', false);
    await media.set('camera', true);
    expect(openingOf(media)[0]).toBe('asking');
    devices.answer();
    await opened;
    expect(devices.asked).toEqual(['audio+video']);
    expect(media.camera.state.get().on).toBe(true);
  });

  it('an answer after the page was left opens nothing and asks for nothing more', async () => {
    const { devices, media, opened } = await askedMedia();
    media.close();
    devices.answer();
    await opened;
    expect(devices.live).toEqual([]);
  });

  it('a refusal after the page was left asks for nothing more', async () => {
    const { devices, media, opened } = await askedMedia();
    devices.failures.set('audio', 'NotAllowedError').set('video', 'NotAllowedError');
    media.close();
    devices.answer();
    await opened;
    expect(devices.asked).toEqual(['audio+video']);
  });

  it('a refusal says that it was refused', async () => {
    const { devices, media, opened } = await askedMedia();
    devices.failures.set('audio', 'NotAllowedError').set('video', 'NotAllowedError');
    devices.answer();
    await opened;
    expect(media.camera.state.get()).toEqual({
      on: false,
      pending: false,
      error: 'permission-denied',
    });
  });
});

describe('a tab that nobody sees', () => {
  const hiddenMedia = (isInCall: boolean, isHidden = true) => {
    const devices = new FakeMediaDevices();
    const visibility = new FakeVisibility(isHidden);
    const media = createMedia(devices, undefined, undefined, undefined, {
      visibility,
      isInCall: () => isInCall,
    });
    return { devices, visibility, media };
  };

  it('opens no device until it is seen', async () => {
    const { devices, visibility, media } = hiddenMedia(false);
    const opened = media.open();
    await settled();
    expect(devices.asked).toEqual([]);
    visibility.show();
    await opened;
    expect(media.camera.state.get().on).toBe(true);
  });

  it('opens none either when it was left before it was seen', async () => {
    const { devices, visibility, media } = hiddenMedia(false);
    const opened = media.open();
    media.close();
    visibility.show();
    await opened;
    expect(devices.asked).toEqual([]);
  });

  it('takes no other device for an unplugged one on the page before joining', async () => {
    const { devices, visibility, media } = hiddenMedia(false, false);
    devices.plug({ kind: 'videoinput', deviceId: 'cam-2', label: 'Second camera' });
    await media.open();
    visibility.isHidden = true;
    devices.unplug('cam-1');
    await settled();
    expect(devices.live.map(({ kind }) => kind)).toEqual(['audio']);
    visibility.show();
    await settled();
    expect(media.camera.state.get().on).toBe(true);
  });

  it('replaces a camera that was in use in a running call', async () => {
    const { devices, visibility, media } = hiddenMedia(true, false);
    devices.plug({ kind: 'videoinput', deviceId: 'cam-2', label: 'Second camera' });
    await media.open();
    visibility.isHidden = true;
    devices.unplug('cam-1');
    await settled();
    expect(media.camera.track?.getSettings().deviceId).toBe('cam-2');
  });

  it('opens no microphone when the permission comes back, until it is seen', async () => {
    const devices = new FakeMediaDevices();
    const permissions = new FakePermissions();
    const visibility = new FakeVisibility(false);
    const media = createMedia(devices, undefined, permissions, undefined, {
      visibility,
      isInCall: () => true,
    });
    await media.open();
    permissions.set('microphone', 'denied');
    await settled();
    visibility.isHidden = true;
    permissions.set('microphone', 'granted');
    await settled();
    expect(devices.live.map(({ kind }) => kind)).toEqual(['video']);
    visibility.show();
    await settled();
    expect(devices.live.map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
  });

  it('still turns on what somebody presses, as in the small window of a call', async () => {
    const { devices, visibility, media } = hiddenMedia(true, false);
    await media.open();
    await media.set('camera', false);
    visibility.isHidden = true;
    await media.set('camera', true);
    expect(devices.live.map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
  });
});

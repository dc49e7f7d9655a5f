import { describe, expect, it } from 'vitest';
import { FakeMediaDevices, FakePermissions } from '../testing/fake-media';
import { FakeVisibility, settled, useLocalMedia } from '../testing/local-media';
import type { LocalMedia } from './local-media';

const createMedia = useLocalMedia();

/** A browser that asks the user and waits for the answer. */
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

describe('LocalMedia, while the browser asks for permission,', () => {
  it('LocalMedia shows that the browser asks for permission, and turns no source on before the answer', async () => {
    const { devices, media, opened } = await askedMedia();
    expect(openingOf(media)).toEqual(['asking', 'asking']);
    expect(media.camera.state.get().on).toBe(false);

    devices.answer();
    await opened;
    expect(openingOf(media)).toEqual([undefined, undefined]);
    expect(media.camera.state.get()).toEqual({ on: true, pending: false, error: null });
  });

  it('LocalMedia shows that devices are starting if the permission is granted already', async () => {
    const devices = new FakeMediaDevices();
    devices.isAsking = true;
    const media = createMedia(devices, undefined, new FakePermissions());
    void media.open();
    await settled();
    expect(openingOf(media)).toEqual(['starting', 'starting']);
  });

  it('LocalMedia infers from missing labels that a browser without the permissions API asks the user', async () => {
    const devices = new FakeMediaDevices();
    devices.isAsking = true;
    devices.devices = devices.devices.map((one) => ({ ...one, label: '' }));
    const media = createMedia(devices);
    void media.open();
    await settled();
    expect(openingOf(media)).toEqual(['asking', 'asking']);
  });

  it('LocalMedia opens nothing when the user presses a button during the prompt, and obeys the button after the answer', async () => {
    const { devices, media, opened } = await askedMedia();
    const pressed = [media.set('camera', false), media.set('microphone', false)];
    expect(openingOf(media)).toEqual([undefined, undefined]);

    devices.answer();
    await Promise.all([opened, ...pressed]);
    expect(devices.asked).toEqual(['audio+video']);
    expect(media.camera.state.get().on).toBe(false);
    expect(devices.live.map(({ kind, enabled }) => [kind, enabled])).toEqual([['audio', false]]);
  });

  it('LocalMedia turns the camera on after the answer if the user turned it off and on again before', async () => {
    const { devices, media, opened } = await askedMedia();
    await media.set('camera', false);
    await media.set('camera', true);
    expect(openingOf(media)[0]).toBe('asking');
    devices.answer();
    await opened;
    expect(devices.asked).toEqual(['audio+video']);
    expect(media.camera.state.get().on).toBe(true);
  });

  it('LocalMedia opens nothing after an answer that comes when the media are closed', async () => {
    const { devices, media, opened } = await askedMedia();
    media.close();
    devices.answer();
    await opened;
    expect(devices.live).toEqual([]);
  });

  it('LocalMedia asks for nothing more after a refusal that comes when the media are closed', async () => {
    const { devices, media, opened } = await askedMedia();
    devices.failures.set('audio', 'NotAllowedError').set('video', 'NotAllowedError');
    media.close();
    devices.answer();
    await opened;
    expect(devices.asked).toEqual(['audio+video']);
  });

  it('LocalMedia shows that the user refused the permission', async () => {
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

describe('LocalMedia in a hidden tab', () => {
  const hiddenMedia = (isInMeeting: boolean, isHidden = true) => {
    const devices = new FakeMediaDevices();
    const visibility = new FakeVisibility(isHidden);
    const media = createMedia(devices, undefined, undefined, { visibility });
    if (isInMeeting) media.enterMeeting();
    return { devices, visibility, media };
  };

  it('LocalMedia opens no device until the user sees the tab', async () => {
    const { devices, visibility, media } = hiddenMedia(false);
    const opened = media.open();
    await settled();
    expect(devices.asked).toEqual([]);
    visibility.show();
    await opened;
    expect(media.camera.state.get().on).toBe(true);
  });

  it('LocalMedia opens no device when the media are closed before the user sees the tab', async () => {
    const { devices, visibility, media } = hiddenMedia(false);
    const opened = media.open();
    media.close();
    visibility.show();
    await opened;
    expect(devices.asked).toEqual([]);
  });

  it('LocalMedia does not replace an unplugged camera in the lobby until the user sees the tab', async () => {
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

  it('LocalMedia replaces an unplugged camera that was in use in a meeting', async () => {
    const { devices, visibility, media } = hiddenMedia(true, false);
    devices.plug({ kind: 'videoinput', deviceId: 'cam-2', label: 'Second camera' });
    await media.open();
    visibility.isHidden = true;
    devices.unplug('cam-1');
    await settled();
    expect(media.camera.track?.getSettings().deviceId).toBe('cam-2');
  });

  it('LocalMedia opens no microphone after the permission is granted again until the user sees the tab', async () => {
    const devices = new FakeMediaDevices();
    const permissions = new FakePermissions();
    const visibility = new FakeVisibility(false);
    const media = createMedia(devices, undefined, permissions, { visibility });
    media.enterMeeting();
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

  it('LocalMedia turns the camera on when the user presses its button, as in picture-in-picture', async () => {
    const { devices, visibility, media } = hiddenMedia(true, false);
    await media.open();
    await media.set('camera', false);
    visibility.isHidden = true;
    await media.set('camera', true);
    expect(devices.live.map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
  });
});

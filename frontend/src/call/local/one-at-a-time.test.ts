import { describe, expect, it } from 'vitest';
import { FakeMediaDevices, FakeTrack } from '../testing/fake-media';
import { createStorage, settled, useLocalMedia } from '../testing/local-media';
import type { DeviceNotice } from './device-notice';
import { LocalEffects } from './local-effects';
import type { LocalMediaOptions } from './local-media';
import type { StartEffect } from './track-effect';

const createMedia = useLocalMedia();

const REFUSALS = [
  { says: 'NotReadableError' },
  { says: 'AbortError' },
  { says: 'NotReadableError', does: 'end' },
  { says: 'NotReadableError', does: 'mute' },
] as const;

/** A phone in a call: a camera on either side, a second microphone, one of each at a time. */
async function withPhone(
  oneAtATime: FakeMediaDevices['oneAtATime'] = REFUSALS[0],
  onTrack?: LocalMediaOptions['onTrack'],
) {
  const devices = new FakeMediaDevices();
  devices.oneAtATime = oneAtATime;
  devices.devices = [
    { kind: 'audioinput', deviceId: 'mic-1', label: 'Phone' },
    { kind: 'audioinput', deviceId: 'mic-2', label: 'Headset' },
    { kind: 'videoinput', deviceId: 'front', label: 'Front camera', facingMode: 'user' },
    { kind: 'videoinput', deviceId: 'back', label: 'Back camera', facingMode: 'environment' },
  ];
  const sent: (string | null)[] = [];
  const media = createMedia(devices, createStorage(), undefined, (source, track) => {
    const id = track && (track as unknown as FakeTrack).deviceId;
    if (source === 'camera' && sent.at(-1) !== id) sent.push(id);
    onTrack?.(source, track);
  });
  const told: DeviceNotice[] = [];
  media.notices.subscribe((notice) => told.push(notice));
  await media.open();
  const open = (): string[] => devices.live.map(({ deviceId }) => deviceId).sort();
  return { devices, media, sent, told, open };
}

/** So many steps of what runs by itself: another moment of a change for each number. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

describe('where only one camera can be open at a time', () => {
  it('begins with the camera that looks at the person, wherever it is in the list', async () => {
    const devices = new FakeMediaDevices();
    devices.devices = [
      { kind: 'audioinput', deviceId: 'mic-1', label: 'Phone' },
      { kind: 'videoinput', deviceId: 'back', label: 'Back camera', facingMode: 'environment' },
      { kind: 'videoinput', deviceId: 'front', label: 'Front camera', facingMode: 'user' },
    ];
    const storage = createStorage();
    const media = createMedia(devices, storage);
    await media.open();
    expect(media.camera.track?.label).toBe('Front camera');
    await media.choose('camera', 'back');
    const later = createMedia(devices, storage);
    await later.open();
    expect(later.camera.track?.label).toBe('Back camera');
  });

  it.each(REFUSALS)(
    'changes from the front to the back and again to the front (%j)',
    async (how) => {
      const { media, sent, told, open } = await withPhone(how);
      const on: boolean[] = [];
      media.camera.state.subscribe(() => on.push(media.camera.state.get().on));
      await media.choose('camera', 'back');
      expect(open()).toEqual(['back', 'mic-1']);
      await media.choose('camera', 'front');
      await settled();

      expect(open()).toEqual(['front', 'mic-1']);
      expect(sent).toEqual(['front', null, 'back', null, 'front']);
      expect(media.camera.state.get()).toEqual({ on: true, pending: false, error: null });
      expect(media.devices.snapshot.get().cameraId).toBe('front');
      // To the others it was on all the time, and no word of plugs or switches is said.
      expect(on).not.toContain(false);
      expect(told).toEqual([]);
    },
  );

  it.each(REFUSALS)(
    'goes back to the camera before if the other one is really taken (%j)',
    async (how) => {
      const { devices, media, told, open } = await withPhone(how);
      devices.taken.add('back');
      await media.choose('camera', 'back');
      await settled();

      expect(open()).toEqual(['front', 'mic-1']);
      expect(media.devices.snapshot.get().cameraId).toBe('front');
      expect(media.camera.state.get()).toMatchObject({ on: true, pending: false });
      expect(told).toEqual([
        {
          kind: 'kept',
          role: 'camera',
          wanted: 'Back camera',
          label: 'Front camera',
          reason: 'in-use',
        },
      ]);
    },
  );

  it('says that there is no camera when the one before is gone as well', async () => {
    const { devices, media, sent, told, open } = await withPhone();
    devices.taken.add('back');
    const chosen = media.choose('camera', 'back');
    devices.taken.add('front');
    await chosen;

    expect(open()).toEqual(['mic-1']);
    expect(sent).toEqual(['front', null]);
    expect(media.camera.state.get()).toEqual({ on: false, pending: false, error: 'in-use' });
    expect(told).toEqual([]);
  });

  it('ends up with the last of several quick choices', async () => {
    const { media, open } = await withPhone();
    const choices = ['back', 'front', 'back'].map((id) => media.choose('camera', id));
    await Promise.all(choices);

    expect(open()).toEqual(['back', 'mic-1']);
    expect(media.devices.snapshot.get().cameraId).toBe('back');
  });

  const MOMENTS = Array.from({ length: 12 }, (_, moment) => moment);

  it.each(MOMENTS)(
    'leaves the light out when turned off in the midst of it (%i)',
    async (moment) => {
      const { devices, media, open } = await withPhone();
      const chosen = media.choose('camera', 'back');
      await turns(moment);
      await media.set('camera', false);
      await chosen;
      await settled();
      expect(open()).toEqual(['mic-1']);
      expect(media.camera.state.get()).toEqual({ on: false, pending: false, error: null });

      const asked = devices.asked.length;
      await media.set('camera', true);
      expect(open()).toEqual(['back', 'mic-1']);
      expect(devices.asked).toHaveLength(asked + 1);
    },
  );

  it.each(MOMENTS)(
    'has one camera when turned off and on in the midst of it (%i)',
    async (moment) => {
      const { media, open } = await withPhone();
      const chosen = media.choose('camera', 'back');
      await turns(moment);
      await Promise.all([media.set('camera', false), media.set('camera', true), chosen]);

      expect(open()).toEqual(['back', 'mic-1']);
      expect(media.camera.state.get()).toEqual({ on: true, pending: false, error: null });
    },
  );

  it.each(MOMENTS)(
    'closes everything when the call ends in the midst of it (%i)',
    async (moment) => {
      const { media, open } = await withPhone();
      const chosen = media.choose('camera', 'back');
      await turns(moment);
      media.close();
      await chosen;

      expect(open()).toEqual([]);
      expect(media.camera.state.get()).toEqual({ on: false, pending: false, error: null });
    },
  );

  it('shows nothing bare with the blur on, whose copy of the picture makes room too', async () => {
    const bare = new Set<MediaStreamTrack | null>();
    const sent = new Set<MediaStreamTrack | null>();
    const blurs: StartEffect = (input) => {
      const copy = input.clone();
      const track = new FakeTrack('video') as unknown as MediaStreamTrack;
      return Promise.resolve({ track, close: () => copy.stop() });
    };
    const effects = new LocalEffects({
      storage: createStorage(),
      loaders: {
        noiseSuppression: () => Promise.resolve(blurs),
        backgroundBlur: () => Promise.resolve(blurs),
      },
      onTrack: (source, track) => void (source === 'camera' && sent.add(track)),
      onChange: () => undefined,
      onFailed: () => undefined,
    });
    effects.set('backgroundBlur', true);
    const { media, open } = await withPhone(REFUSALS[0], (source, track) => {
      if (source === 'camera' && track) bare.add(track);
      effects.input(source, track);
    });
    await settled();
    expect(open()).toEqual(['front', 'front', 'mic-1']);
    await media.choose('camera', 'back');
    await settled();

    expect(open()).toEqual(['back', 'back', 'mic-1']);
    expect(bare.size).toBe(2);
    expect([...bare].filter((track) => sent.has(track))).toEqual([]);
    expect(effects.backgroundBlur).toBe('on');
  });
});

describe('where only one microphone can be open at a time', () => {
  it('stays muted through several quick choices', async () => {
    const { media, open } = await withPhone();
    await media.set('microphone', false);
    const choices = ['mic-2', 'mic-1', 'mic-2'].map((id) => media.choose('microphone', id));
    await Promise.all(choices);

    expect(open()).toEqual(['front', 'mic-2']);
    expect(media.microphone.track?.enabled).toBe(false);
    expect(media.microphone.state.get()).toEqual({ on: false, pending: false, error: null });
  });

  it('takes the headset back that was plugged in again', async () => {
    const { devices, media, told, open } = await withPhone();
    await media.choose('microphone', 'mic-2');
    devices.unplug('mic-2');
    await settled();
    devices.plug({ kind: 'audioinput', deviceId: 'mic-2', label: 'Headset' });
    await settled();

    expect(open()).toEqual(['front', 'mic-2']);
    expect(told.map(({ kind }) => kind)).toEqual(['replaced', 'returned']);
  });
});

describe('where two cameras can be open', () => {
  it('shows the new one without a gap', async () => {
    const { media, sent } = await withPhone(null);
    await media.choose('camera', 'back');
    expect(sent).toEqual(['front', 'back']);
  });

  it('hears of a camera that was silenced while another one did not open', async () => {
    const { media, told } = await withPhone(null);
    const chosen = media.choose('camera', 'gone');
    (media.camera.track as unknown as FakeTrack).setMuted(true);
    await chosen;

    expect(media.camera.state.get().error).toBe('system-muted');
    expect(told.map(({ kind }) => kind)).toContain('system-muted');
  });

  it('hears of a camera that was unplugged while another one did not open', async () => {
    const { devices, media, told } = await withPhone(null);
    const chosen = media.choose('camera', 'gone');
    devices.unplug('front');
    await chosen;
    await settled();

    expect(media.camera.track?.label).toBe('Back camera');
    expect(told.map(({ kind }) => kind)).toContain('replaced');
  });
});

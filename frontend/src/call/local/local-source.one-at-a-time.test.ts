import { describe, expect, it } from 'vitest';
import { FakeMediaDevices, FakeTrack } from '../testing/fake-media';
import { createStorage, noticesOf, settled, useLocalMedia } from '../testing/local-media';
import type { EffectLoaders } from './local-media';
import type { StartTrackProcessor } from './track-processor';

const createMedia = useLocalMedia();

const REFUSALS = [
  { says: 'NotReadableError' },
  { says: 'AbortError' },
  { says: 'NotReadableError', does: 'end' },
  { says: 'NotReadableError', does: 'mute' },
] as const;

/** A phone with a camera on either side and two microphones, which opens one of each at a time. */
async function withPhone(
  oneAtATime: FakeMediaDevices['oneAtATime'] = REFUSALS[0],
  effects?: EffectLoaders,
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
  const media = createMedia(devices, createStorage(), undefined, { effects });
  media.events.on('track', ({ source, track }) => {
    if (source === 'camera') sent.push(track && (track as unknown as FakeTrack).deviceId);
  });
  const notices = noticesOf(media);
  await media.open();
  const open = (): string[] => devices.live.map(({ deviceId }) => deviceId).sort();
  return { devices, media, sent, notices, open };
}

/** Waits for so many microtasks, so that each count stops a change at another step. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

describe('LocalSource where only one camera can be open at a time', () => {
  it('LocalSource opens the front camera first, wherever it is in the list', async () => {
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
    'LocalSource switches from the front camera to the back camera and back again (%j)',
    async (how) => {
      const { media, sent, notices, open } = await withPhone(how);
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
      // The other participants saw it as on all the time, and there was no notice.
      expect(on).not.toContain(false);
      expect(notices).toEqual([]);
    },
  );

  it.each(REFUSALS)(
    'LocalSource opens the earlier camera again if another program uses the chosen one (%j)',
    async (how) => {
      const { devices, media, notices, open } = await withPhone(how);
      devices.taken.add('back');
      await media.choose('camera', 'back');
      await settled();

      expect(open()).toEqual(['front', 'mic-1']);
      expect(media.devices.snapshot.get().cameraId).toBe('front');
      expect(media.camera.state.get()).toMatchObject({ on: true, pending: false });
      expect(notices).toEqual([
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

  it('LocalSource shows an error when the earlier camera does not open again either', async () => {
    const { devices, media, sent, notices, open } = await withPhone();
    devices.taken.add('back');
    const chosen = media.choose('camera', 'back');
    devices.taken.add('front');
    await chosen;

    expect(open()).toEqual(['mic-1']);
    expect(sent).toEqual(['front', null]);
    expect(media.camera.state.get()).toEqual({ on: false, pending: false, error: 'in-use' });
    expect(notices).toEqual([]);
  });

  it('LocalSource uses the last of several cameras that the user chooses quickly', async () => {
    const { media, open } = await withPhone();
    const choices = ['back', 'front', 'back'].map((id) => media.choose('camera', id));
    await Promise.all(choices);

    expect(open()).toEqual(['back', 'mic-1']);
    expect(media.devices.snapshot.get().cameraId).toBe('back');
  });

  const MOMENTS = Array.from({ length: 12 }, (_, moment) => moment);

  it.each(MOMENTS)(
    'LocalSource opens no camera when the user turns it off during a switch of cameras (step %i)',
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
    'LocalSource opens one camera when the user turns it off and on during a switch of cameras (step %i)',
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
    'LocalSource closes every device when the call ends during a switch of cameras (step %i)',
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

  it('never sends the unprocessed camera with blur on, whose copy of the track is closed too', async () => {
    const blurs: StartTrackProcessor = (input) => {
      const copy = input.clone();
      const track = new FakeTrack('video') as unknown as MediaStreamTrack;
      return Promise.resolve({ track, close: () => copy.stop() });
    };
    const load = () => Promise.resolve(blurs);
    const { media, open } = await withPhone(REFUSALS[0], {
      noiseSuppression: load,
      backgroundBlur: load,
    });
    await media.set('camera', false);
    await media.setEffect('backgroundBlur', true);
    const unprocessed = new Set<MediaStreamTrack>();
    media.camera.state.subscribe(() => {
      if (media.camera.track) unprocessed.add(media.camera.track);
    });
    const sent = new Set<MediaStreamTrack | null>();
    media.events.on('track', ({ source, track }) => {
      if (source === 'camera') sent.add(track);
    });
    await media.set('camera', true);
    await settled();
    expect(open()).toEqual(['front', 'front', 'mic-1']);
    await media.choose('camera', 'back');
    await settled();

    expect(open()).toEqual(['back', 'back', 'mic-1']);
    expect(unprocessed.size).toBe(2);
    expect([...unprocessed].filter((track) => sent.has(track))).toEqual([]);
    expect(media.camera.effect).toBe('on');
  });
});

describe('LocalSource where only one microphone can be open at a time', () => {
  it('LocalSource keeps the microphone muted while the user chooses several microphones quickly', async () => {
    const { media, open } = await withPhone();
    await media.set('microphone', false);
    const choices = ['mic-2', 'mic-1', 'mic-2'].map((id) => media.choose('microphone', id));
    await Promise.all(choices);

    expect(open()).toEqual(['front', 'mic-2']);
    expect(media.microphone.track?.enabled).toBe(false);
    expect(media.microphone.state.get()).toEqual({ on: false, pending: false, error: null });
  });

  it('LocalSource uses a headset again when it is plugged in again', async () => {
    const { devices, media, notices, open } = await withPhone();
    await media.choose('microphone', 'mic-2');
    devices.unplug('mic-2');
    await settled();
    devices.plug({ kind: 'audioinput', deviceId: 'mic-2', label: 'Headset' });
    await settled();

    expect(open()).toEqual(['front', 'mic-2']);
    expect(notices.map(({ kind }) => kind)).toEqual(['replaced', 'returned']);
  });
});

describe('LocalSource where two cameras can be open', () => {
  it('LocalSource sends the new camera without a gap', async () => {
    const { media, sent } = await withPhone(null);
    await media.choose('camera', 'back');
    expect(sent).toEqual(['front', 'back']);
  });

  it('LocalSource reports a camera that the system muted while another one failed to open', async () => {
    const { media, notices } = await withPhone(null);
    const chosen = media.choose('camera', 'gone');
    (media.camera.track as unknown as FakeTrack).setMuted(true);
    await chosen;

    expect(media.camera.state.get().error).toBe('system-muted');
    expect(notices.map(({ kind }) => kind)).toContain('system-muted');
  });

  it('LocalSource replaces a camera that was unplugged while another one failed to open', async () => {
    const { devices, media, notices } = await withPhone(null);
    const chosen = media.choose('camera', 'gone');
    devices.unplug('front');
    await chosen;
    await settled();

    expect(media.camera.track?.label).toBe('Back camera');
    expect(notices.map(({ kind }) => kind)).toContain('replaced');
  });
});

import { describe, expect, it } from 'vitest';
import { FakeMediaDevices, FakeTrack } from '../testing/fake-media';
import { createStorage, noticesOf, settled, useLocalMedia } from '../testing/local-media';
import type { StartTrackProcessor } from './track-processor';

const createMedia = useLocalMedia();

const works: StartTrackProcessor = (input) => {
  const output = new FakeTrack(input.kind);
  return Promise.resolve({
    track: output as unknown as MediaStreamTrack,
    close: () => output.stop(),
  });
};
const refuses: StartTrackProcessor = () => Promise.reject(new Error('Cannot run'));

function createWith(effect: StartTrackProcessor, storage = createStorage()) {
  const devices = new FakeMediaDevices();
  const sent = new Map<string, MediaStreamTrack | null>();
  const loaded: string[] = [];
  const load = (name: string) => () => {
    loaded.push(name);
    return Promise.resolve(effect);
  };
  const effects = { noiseSuppression: load('noise'), backgroundBlur: load('blur') };
  const media = createMedia(devices, storage, undefined, { effects });
  media.events.on('track', ({ source, track }) => sent.set(source, track));
  return { media, devices, sent, loaded, notices: noticesOf(media), storage };
}

describe('LocalMedia', () => {
  it('LocalMedia loads no effect that the user has not turned on', async () => {
    const { media, loaded } = createWith(works);
    await media.open();
    expect(loaded).toEqual([]);
  });

  it('LocalMedia turns the browser’s noise suppression off while the effect is on', async () => {
    const { media, devices, sent } = createWith(works);
    await media.open();
    await media.setEffect('noiseSuppression', true);
    await settled();
    expect(devices.microphoneAsked).toMatchObject({ noiseSuppression: false });
    expect(sent.get('microphone')).not.toBe(media.microphone.track);
    await media.set('microphone', false);
    expect(sent.get('microphone')?.enabled).toBe(false);

    await media.setEffect('noiseSuppression', false);
    expect(devices.microphoneAsked).toMatchObject({ noiseSuppression: true });
    expect(sent.get('microphone')).toBe(media.microphone.track);
    expect(sent.get('microphone')?.enabled).toBe(false);
    expect(devices.live).toHaveLength(2);
  });

  it('LocalMedia remembers that blur is on, and never sends the unprocessed camera then', async () => {
    const first = createWith(works);
    await first.media.open();
    await first.media.setEffect('backgroundBlur', true);
    const { media, sent } = createWith(works, first.storage);
    await media.open();
    await settled();

    expect(media.camera.effect).toBe('on');
    expect(sent.get('camera')).not.toBeNull();
    expect(sent.get('camera')).not.toBe(media.camera.track);
  });

  it('LocalMedia turns the camera off if the remembered blur cannot run, and emits a notice', async () => {
    const first = createWith(works);
    await first.media.setEffect('backgroundBlur', true);
    const { media, devices, sent, notices } = createWith(refuses, first.storage);
    await media.open();
    await settled();

    expect(notices).toEqual([{ kind: 'effect-failed', effect: 'backgroundBlur', hidden: true }]);
    expect(media.state.camera).toBe(false);
    expect(sent.get('camera')).toBeNull();
    expect(devices.live.map(({ kind }) => kind)).toEqual(['audio']);
  });

  it('LocalMedia shows a microphone that the system mutes as off to the other participants', async () => {
    const { media } = createWith(works);
    await media.open();
    (media.microphone.track as unknown as FakeTrack).setMuted(true);
    expect(media.state.microphone).toBe(false);
    expect(media.microphone.state.get().on).toBe(true);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { DeviceNotice } from './device-notice';
import type { EffectLoaders } from './local-effects';
import type { StartEffect } from './track-effect';
import { OwnMedia } from './own-media';
import { Scope } from '../../core/scope';
import { FakeMediaDevices, FakeTrack } from '../testing/fake-media';

const scopes: Scope[] = [];
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const works: StartEffect = (input) => {
  const effect = new FakeTrack(input.kind);
  return Promise.resolve({
    track: effect as unknown as MediaStreamTrack,
    close: () => effect.stop(),
  });
};
const refuses: StartEffect = () => Promise.reject(new Error('Cannot run'));

function createOwn(effect: StartEffect, kept = new Map<string, string>()) {
  const scope = new Scope();
  scopes.push(scope);
  const devices = new FakeMediaDevices();
  const sent = new Map<string, MediaStreamTrack | null>();
  const loaded: string[] = [];
  const load = (name: string) => () => {
    loaded.push(name);
    return Promise.resolve(effect);
  };
  const effects: EffectLoaders = {
    noiseSuppression: load('noise'),
    backgroundBlur: load('blur'),
  };
  const own = new OwnMedia({
    mediaDevices: devices as unknown as MediaDevices,
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    },
    effects,
    scope,
    onTrack: (source, track) => void sent.set(source, track),
    onChange: () => undefined,
  });
  const told: DeviceNotice[] = [];
  own.local.notices.subscribe((notice) => told.push(notice));
  return { own, devices, sent, loaded, told, kept };
}

afterEach(() => {
  for (const scope of scopes.splice(0)) scope.close();
});

describe('what is done to one’s own sound and picture', () => {
  it('loads nothing that is not used', async () => {
    const { own, loaded } = createOwn(works);
    await own.local.open();
    expect(loaded).toEqual([]);
  });

  it('turns the browser’s noise suppression off while the strong one is on', async () => {
    const { own, devices, sent } = createOwn(works);
    await own.local.open();
    await own.setEffect('noiseSuppression', true);
    await settled();
    expect(devices.microphoneAsked).toMatchObject({ noiseSuppression: false });
    expect(sent.get('microphone')).not.toBe(own.local.microphone.track);
    await own.local.set('microphone', false);
    expect(sent.get('microphone')?.enabled).toBe(false);

    await own.setEffect('noiseSuppression', false);
    expect(devices.microphoneAsked).toMatchObject({ noiseSuppression: true });
    expect(sent.get('microphone')).toBe(own.local.microphone.track);
    expect(sent.get('microphone')?.enabled).toBe(false);
    expect(devices.live).toHaveLength(2);
  });

  it('remembers the blur, and never shows the bare camera with it', async () => {
    const first = createOwn(works);
    await first.own.local.open();
    await first.own.setEffect('backgroundBlur', true);
    const { own, sent } = createOwn(works, first.kept);
    await own.local.open();
    await settled();

    expect(own.effects.backgroundBlur).toBe('on');
    expect(sent.get('camera')).not.toBeNull();
    expect(sent.get('camera')).not.toBe(own.local.camera.track);
  });

  it('turns the camera off where the remembered blur cannot run, and says so', async () => {
    const first = createOwn(works);
    await first.own.setEffect('backgroundBlur', true);
    const { own, devices, sent, told } = createOwn(refuses, first.kept);
    await own.local.open();
    await settled();

    expect(told).toEqual([{ kind: 'effect-failed', effect: 'backgroundBlur', hidden: true }]);
    expect(own.state.camera).toBe(false);
    expect(sent.get('camera')).toBeNull();
    expect(devices.live.map(({ kind }) => kind)).toEqual(['audio']);
  });

  it('tells the others of a microphone that the system silences', async () => {
    const { own } = createOwn(works);
    await own.local.open();
    (own.local.microphone.track as unknown as FakeTrack).setMuted(true);
    expect(own.state.microphone).toBe(false);
    expect(own.local.microphone.state.get().on).toBe(true);
  });
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MicrophoneMeter } from './microphone-meter';

/** A context in the state that a test wants it in, whose analyser reads the same loudness for ever. */
let state: AudioContextState;

beforeEach(() => {
  vi.useFakeTimers();
  state = 'suspended';
  vi.stubGlobal(
    'MediaStream',
    class {
      readonly active = true;
    },
  );
  vi.stubGlobal(
    'AudioContext',
    class {
      get state(): AudioContextState {
        return state;
      }
      resume = () => Promise.resolve();
      close = () => Promise.resolve();
      createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
    },
  );
  vi.stubGlobal(
    'AnalyserNode',
    class {
      readonly fftSize = 4;
      getFloatTimeDomainData = (samples: Float32Array) => void samples.fill(0.5);
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const microphone = () => ({ enabled: true }) as MediaStreamTrack;

it('says that it cannot measure where the browser never starts to, and not before', () => {
  const meter = new MicrophoneMeter();
  meter.follow(microphone());
  vi.advanceTimersByTime(2_900);
  expect(meter.canMeasure.get()).toBe(true);
  vi.advanceTimersByTime(100);
  expect([meter.canMeasure.get(), meter.level.get()]).toEqual([false, 0]);
  state = 'running';
  vi.advanceTimersByTime(100);
  expect([meter.canMeasure.get(), meter.level.get()]).toEqual([true, 0.5]);
  meter.close();
});

it('claims nothing about a microphone that is off, or about the next one', () => {
  const meter = new MicrophoneMeter();
  meter.follow(microphone());
  vi.advanceTimersByTime(3_000);
  meter.follow(null);
  vi.advanceTimersByTime(10_000);
  expect(meter.canMeasure.get()).toBe(true);
  meter.follow(microphone());
  expect(meter.canMeasure.get()).toBe(true);
  meter.close();
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AudioLevelMeter } from './audio-level-meter';

/** The state of the fake audio context, whose analyser always reads the same audio level. */
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

it('AudioLevelMeter reports after three seconds that the browser cannot measure, until it can', () => {
  const meter = new AudioLevelMeter();
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

it('AudioLevelMeter makes no claim about a microphone that is off, nor about the next microphone', () => {
  const meter = new AudioLevelMeter();
  meter.follow(microphone());
  vi.advanceTimersByTime(3_000);
  meter.follow(null);
  vi.advanceTimersByTime(10_000);
  expect(meter.canMeasure.get()).toBe(true);
  meter.follow(microphone());
  expect(meter.canMeasure.get()).toBe(true);
  meter.close();
});

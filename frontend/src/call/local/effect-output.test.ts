import { describe, expect, it } from 'vitest';
import { FakeTrack } from '../testing/fake-media';
import { EffectOutput } from './effect-output';
import type { StartEffect } from './track-effect';

const asTrack = (track: FakeTrack): MediaStreamTrack => track as unknown as MediaStreamTrack;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An effect that is started and broken by hand. */
function create(hides: boolean, wanted = false) {
  const sent: (MediaStreamTrack | null)[] = [];
  const failed: boolean[] = [];
  const started: {
    effect: FakeTrack;
    signal: AbortSignal;
    begin(): void;
    refuse(): void;
    break(): void;
  }[] = [];
  const start: StartEffect = (_input, onFailed, signal) =>
    new Promise((resolve, reject) => {
      const effect = new FakeTrack('video');
      started.push({
        effect,
        signal,
        begin: () => resolve({ track: asTrack(effect), close: () => effect.stop() }),
        refuse: () => reject(new Error('Cannot run')),
        break: onFailed,
      });
    });
  const output = new EffectOutput(wanted, {
    load: () => Promise.resolve(start),
    hides,
    onTrack: (track) => {
      if (sent.at(-1) !== track) sent.push(track);
    },
    onChange: () => undefined,
    onFailed: (hidden) => failed.push(hidden),
  });
  return { output, sent, failed, started };
}

describe('an effect on what is sent', () => {
  it('takes the place of the bare track once it runs, and gives it back', async () => {
    const { output, sent, started } = create(false);
    const input = asTrack(new FakeTrack('audio'));
    output.input(input);
    output.set(true);
    await settled();
    expect(output.state).toBe('starting');
    started[0]?.begin();
    await settled();
    expect(output.state).toBe('on');
    output.set(false);

    expect(sent).toEqual([input, started[0]?.effect, input]);
    expect(started[0]?.effect.readyState).toBe('ended');
  });

  it('is silent in the same moment as the microphone', async () => {
    const { output, started } = create(false, true);
    const input = asTrack(new FakeTrack('audio'));
    output.input(input);
    await settled();
    started[0]?.begin();
    await settled();
    input.enabled = false;
    output.input(input);

    expect(started[0]?.effect.enabled).toBe(false);
  });

  it('shows nothing bare of a camera that is turned on with it', async () => {
    const { output, sent, started } = create(true, true);
    output.input(asTrack(new FakeTrack('video')));
    await settled();
    started[0]?.begin();
    await settled();
    output.input(null);

    expect(sent).toEqual([null, started[0]?.effect, null]);
    expect(started[0]?.effect.readyState).toBe('ended');
  });

  it('says that nothing is sent where it cannot run, and lets the bare camera through next time', async () => {
    const { output, sent, failed, started } = create(true, true);
    const input = asTrack(new FakeTrack('video'));
    output.input(input);
    await settled();
    started[0]?.refuse();
    await settled();
    expect(failed).toEqual([true]);
    expect(output.state).toBe('off');
    output.input(null);
    output.input(input);

    expect(sent).toEqual([null, input]);
  });

  it('is not given up because the device was unplugged while it started', async () => {
    const { output, sent, failed, started } = create(true, true);
    const unplugged = new FakeTrack('video');
    output.input(asTrack(unplugged));
    await settled();
    unplugged.end();
    started[0]?.refuse();
    await settled();
    expect(failed).toEqual([]);
    output.input(null);
    output.input(asTrack(new FakeTrack('video')));
    await settled();
    started[1]?.begin();
    await settled();

    expect(output.state).toBe('on');
    expect(sent).toEqual([null, started[1]?.effect]);
  });

  it('leaves a camera alone that was seen bare before', async () => {
    const { output, sent, failed, started } = create(true);
    const input = asTrack(new FakeTrack('video'));
    output.input(input);
    output.set(true);
    await settled();
    started[0]?.refuse();
    await settled();

    expect(failed).toEqual([false]);
    expect(sent).toEqual([input]);
  });

  it('hides the picture when it breaks down while it runs', async () => {
    const { output, sent, failed, started } = create(true, true);
    output.input(asTrack(new FakeTrack('video')));
    await settled();
    started[0]?.begin();
    await settled();
    started[0]?.break();

    expect(failed).toEqual([true]);
    expect(sent.at(-1)).toBeNull();
    expect(started[0]?.effect.readyState).toBe('ended');
  });

  it('drops what started for a device that was changed meanwhile', async () => {
    const { output, sent, started } = create(false, true);
    const [first, second] = [new FakeTrack('audio'), new FakeTrack('audio')].map(asTrack);
    output.input(first ?? null);
    await settled();
    output.input(second ?? null);
    await settled();
    expect(started.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    started[0]?.begin();
    started[1]?.begin();
    await settled();

    expect(sent).toEqual([first, second, started[1]?.effect]);
    expect(started[0]?.effect.readyState).toBe('ended');
  });
});

import { describe, expect, it } from 'vitest';
import { FakeTrack } from '../testing/fake-media';
import { settled } from '../testing/local-media';
import { ProcessedTrack, type StartTrackProcessor } from './track-processor';

const asTrack = (track: FakeTrack): MediaStreamTrack => track as unknown as MediaStreamTrack;

/** A processed track whose effect the test starts and breaks. */
function create(hidesInput: boolean, wanted = false) {
  const sent: (MediaStreamTrack | null)[] = [];
  const failed: boolean[] = [];
  const started: {
    output: FakeTrack;
    signal: AbortSignal;
    begin(): void;
    refuse(): void;
    break(): void;
  }[] = [];
  const start: StartTrackProcessor = (_input, onFailed, signal) =>
    new Promise((resolve, reject) => {
      const output = new FakeTrack('video');
      started.push({
        output,
        signal,
        begin: () => resolve({ track: asTrack(output), close: () => output.stop() }),
        refuse: () => reject(new Error('Cannot run')),
        break: onFailed,
      });
    });
  const processed = new ProcessedTrack({
    processor: { wanted, hidesInput, load: () => Promise.resolve(start) },
    onTrack: (track) => sent.push(track),
    onChange: () => undefined,
    onFailed: (hidden) => failed.push(hidden),
  });
  return { processed, sent, failed, started };
}

describe('ProcessedTrack', () => {
  it('ProcessedTrack sends the processed track once the effect runs, and the input again when it is turned off', async () => {
    const { processed, sent, started } = create(false);
    const input = asTrack(new FakeTrack('audio'));
    processed.setInput(input);
    processed.setWanted(true);
    await settled();
    expect(processed.state).toBe('starting');
    started[0]?.begin();
    await settled();
    expect(processed.state).toBe('on');
    processed.setWanted(false);

    expect(sent).toEqual([input, started[0]?.output, input]);
    expect(started[0]?.output.readyState).toBe('ended');
  });

  it('ProcessedTrack mutes the processed track in the same moment as the microphone', async () => {
    const { processed, started } = create(false, true);
    const input = asTrack(new FakeTrack('audio'));
    processed.setInput(input);
    await settled();
    started[0]?.begin();
    await settled();
    input.enabled = false;
    processed.setInput(input);

    expect(started[0]?.output.enabled).toBe(false);
  });

  it('ProcessedTrack does not report the same track again when the microphone is muted', () => {
    const { processed, sent } = create(false);
    const input = asTrack(new FakeTrack('audio'));
    processed.setInput(input);
    input.enabled = false;
    processed.setInput(input);

    expect(sent).toEqual([input]);
  });

  it('never sends the unprocessed track of a camera that is turned on with blur', async () => {
    const { processed, sent, started } = create(true, true);
    processed.setInput(asTrack(new FakeTrack('video')));
    await settled();
    started[0]?.begin();
    await settled();
    processed.setInput(null);

    expect(sent).toEqual([null, started[0]?.output, null]);
    expect(started[0]?.output.readyState).toBe('ended');
  });

  it('ProcessedTrack reports that it sends nothing if blur cannot run, and sends the camera unprocessed next time', async () => {
    const { processed, sent, failed, started } = create(true, true);
    const input = asTrack(new FakeTrack('video'));
    processed.setInput(input);
    await settled();
    started[0]?.refuse();
    await settled();
    expect(failed).toEqual([true]);
    expect(processed.state).toBe('off');
    processed.setInput(null);
    processed.setInput(input);

    expect(sent).toEqual([null, input]);
  });

  it('ProcessedTrack keeps the effect on when the device was unplugged while the effect started', async () => {
    const { processed, sent, failed, started } = create(true, true);
    const unplugged = new FakeTrack('video');
    processed.setInput(asTrack(unplugged));
    await settled();
    unplugged.end();
    started[0]?.refuse();
    await settled();
    expect(failed).toEqual([]);
    processed.setInput(null);
    processed.setInput(asTrack(new FakeTrack('video')));
    await settled();
    started[1]?.begin();
    await settled();

    expect(processed.state).toBe('on');
    expect(sent).toEqual([null, started[1]?.output]);
  });

  it('ProcessedTrack goes on sending a camera that was visible before blur failed to start', async () => {
    const { processed, sent, failed, started } = create(true);
    const input = asTrack(new FakeTrack('video'));
    processed.setInput(input);
    processed.setWanted(true);
    await settled();
    started[0]?.refuse();
    await settled();

    expect(failed).toEqual([false]);
    expect(sent).toEqual([input]);
  });

  it('ProcessedTrack sends nothing when blur stops working while it runs', async () => {
    const { processed, sent, failed, started } = create(true, true);
    processed.setInput(asTrack(new FakeTrack('video')));
    await settled();
    started[0]?.begin();
    await settled();
    started[0]?.break();

    expect(failed).toEqual([true]);
    expect(sent.at(-1)).toBeNull();
    expect(started[0]?.output.readyState).toBe('ended');
  });

  it('ProcessedTrack closes an effect that finishes starting after its device was replaced', async () => {
    const { processed, sent, started } = create(false, true);
    const [first, second] = [new FakeTrack('audio'), new FakeTrack('audio')].map(asTrack);
    processed.setInput(first ?? null);
    await settled();
    processed.setInput(second ?? null);
    await settled();
    expect(started.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    started[0]?.begin();
    started[1]?.begin();
    await settled();

    expect(sent).toEqual([first, second, started[1]?.output]);
    expect(started[0]?.output.readyState).toBe('ended');
  });
});

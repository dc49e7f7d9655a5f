import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { playNotes } from './play-notes';

/** The calls, in order. */
let log: string[];
/** An audio output that was unplugged. */
const GONE = 'gone';

class FakeNode {
  connect<N>(target: N): N {
    return target;
  }
}
class FakeGain extends FakeNode {
  readonly gain = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined };
}
class FakeTone extends FakeNode {
  readonly #frequency: number;
  constructor(_context: unknown, { frequency }: { frequency: number }) {
    super();
    this.#frequency = frequency;
  }
  start(at: number): void {
    log.push(`${this.#frequency} Hz at ${at} s`);
  }
  stop(): void {}
  addEventListener(_type: string, ended: () => void): void {
    queueMicrotask(ended);
  }
}
class FakeOutput extends FakeNode {
  readonly stream = 'the notes';
  readonly context: unknown;
  constructor(context: unknown) {
    super();
    this.context = context;
  }
}
class FakeAudio {
  srcObject: unknown = null;
  setSinkId(id: string): Promise<void> {
    if (id === GONE) return Promise.reject(new DOMException('gone', 'NotFoundError'));
    log.push(`speaker '${id}'`);
    return Promise.resolve();
  }
  play(): Promise<void> {
    log.push(`plays ${String(this.srcObject)}`);
    return Promise.resolve();
  }
}

beforeEach(() => {
  log = [];
  const resume = (): Promise<void> => Promise.resolve();
  const close = (): Promise<void> => {
    log.push('closed');
    return Promise.resolve();
  };
  vi.stubGlobal('AudioContext', function AudioContext() {
    return { currentTime: 0, resume, close };
  });
  vi.stubGlobal('Audio', FakeAudio);
  vi.stubGlobal('MediaStreamAudioDestinationNode', FakeOutput);
  vi.stubGlobal('GainNode', FakeGain);
  vi.stubGlobal('OscillatorNode', FakeTone);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const NOTES = { frequencies: [520, 390], seconds: 0.12, amplitude: 0.08 };

it('notes play one after another on the chosen audio output, and the context is closed', async () => {
  await playNotes({ ...NOTES, audioOutputId: 'headset' });
  expect(log).toEqual([
    "speaker 'headset'",
    'plays the notes',
    '520 Hz at 0 s',
    '390 Hz at 0.12 s',
    'closed',
  ]);
});

it('notes play on the default audio output if none is chosen or the chosen one is missing', async () => {
  await playNotes({ ...NOTES, audioOutputId: null });
  expect(log[0]).toBe("speaker ''");
  log = [];
  await playNotes({ ...NOTES, audioOutputId: GONE });
  expect(log[0]).toBe('plays the notes');
});

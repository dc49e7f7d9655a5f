import { createValue, type ReadonlyValue, type Value } from '../value';

const INTERVAL_MS = 100;

/** Loudness of one's own microphone, 0..1 (root mean square); 0 while muted or not to be measured. */
export class MicrophoneMeter {
  readonly #level: Value<number> = createValue(0);
  #context: AudioContext | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #analyser: AnalyserNode | null = null;
  #track: MediaStreamTrack | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  get level(): ReadonlyValue<number> {
    return this.#level;
  }

  /** Measures `track` from now on; null rests. Where there is no AudioContext the level stays 0. */
  follow(track: MediaStreamTrack | null): void {
    if (track === this.#track || typeof AudioContext === 'undefined') return;
    this.#source?.disconnect();
    this.#source = null;
    this.#track = track;
    clearInterval(this.#timer);
    this.#level.set(0);
    if (!track) return;
    this.#context ??= new AudioContext({ latencyHint: 'playback' });
    this.#analyser ??= new AnalyserNode(this.#context, { fftSize: 4_096 });
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#timer = setInterval(() => this.#measure(samples), INTERVAL_MS);
  }

  close(): void {
    this.follow(null);
    clearInterval(this.#timer);
    this.#context?.close().catch(() => undefined);
    this.#context = null;
    this.#analyser = null;
  }

  #measure(samples: Float32Array<ArrayBuffer>): void {
    // Without a gesture the context starts suspended; it may be allowed to run by now.
    if (this.#context?.state === 'suspended') this.#context.resume().catch(() => undefined);
    if (!this.#analyser || !this.#track?.enabled || this.#context?.state !== 'running') {
      this.#level.set(0);
      return;
    }
    this.#analyser.getFloatTimeDomainData(samples);
    let squares = 0;
    for (const sample of samples) squares += sample * sample;
    this.#level.set(Math.round(Math.sqrt(squares / samples.length) * 100) / 100);
  }
}

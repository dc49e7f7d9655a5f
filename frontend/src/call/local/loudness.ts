/**
 * It plays nothing, so no output needs to run for it, which costs about as much as the measuring
 * (Web Audio 1.1, `AudioSinkOptions`; where it is not known it is ignored).
 */
const OPTIONS = { latencyHint: 'playback', sinkId: { type: 'none' } } as AudioContextOptions;

/** Measures how loud a track is: root mean square, 0..1. */
export class Loudness {
  #context: AudioContext | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #analyser: AnalyserNode | null = null;
  #track: MediaStreamTrack | null = null;
  #samples: Float32Array<ArrayBuffer> | null = null;

  /** Measures `track` from now on; null rests. */
  follow(track: MediaStreamTrack | null): void {
    this.#source?.disconnect();
    this.#source = null;
    this.#track = null;
    // Where there is no AudioContext the loudness stays 0.
    if (!track || typeof AudioContext === 'undefined') return;
    this.#track = track;
    this.#context ??= new AudioContext(OPTIONS);
    this.#analyser ??= new AnalyserNode(this.#context, { fftSize: 4_096 });
    this.#samples ??= new Float32Array(this.#analyser.fftSize);
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
  }

  /**
   * Whether the loudness can be measured now. Firefox runs no context on a machine without any
   * sound output.
   */
  get canMeasure(): boolean {
    return this.#context?.state === 'running';
  }

  /** The loudness of the last tenth of a second; 0 while it is off or not to be measured. */
  read(): number {
    // Without a gesture the context starts suspended; it may be allowed to run by now.
    if (this.#context?.state === 'suspended') this.#context.resume().catch(() => undefined);
    if (!this.#analyser || !this.#samples) return 0;
    if (!this.#track?.enabled || !this.canMeasure) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let squares = 0;
    for (const sample of this.#samples) squares += sample * sample;
    return Math.sqrt(squares / this.#samples.length);
  }

  close(): void {
    this.follow(null);
    this.#context?.close().catch(() => undefined);
    this.#context = null;
    this.#analyser = null;
  }
}

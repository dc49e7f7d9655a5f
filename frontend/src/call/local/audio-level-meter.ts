import { createLog } from '../../core/log';
import { createValue, type ReadonlyValue, type Value } from '../../core/value';

const log = createLog('devices');

/**
 * The context plays nothing. Without an output device it costs half as much (Web Audio 1.1,
 * `AudioSinkOptions`; browsers that do not know the option ignore it).
 */
const OPTIONS = { latencyHint: 'playback', sinkId: { type: 'none' } } as AudioContextOptions;
/** Milliseconds between two readings of the meter. */
const INTERVAL_MS = 100;
/** A context needs a moment to start. One that has not started after so many readings never does. */
const START_READINGS = 30;

const logFailure = (error: unknown): void =>
  log.debug('audio context does not change its state', { error });

/** Reads the audio level of a track: its root mean square, 0 to 1. */
export class AudioLevelReader {
  #context: AudioContext | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #analyser: AnalyserNode | null = null;
  #track: MediaStreamTrack | null = null;
  #samples: Float32Array<ArrayBuffer> | null = null;

  /** Reads `track` from now on; null: nothing. */
  follow(track: MediaStreamTrack | null): void {
    this.#source?.disconnect();
    this.#source = null;
    this.#track = null;
    // Without an AudioContext the level stays 0.
    if (!track || typeof AudioContext === 'undefined') return;
    this.#track = track;
    this.#context ??= new AudioContext(OPTIONS);
    this.#analyser ??= new AnalyserNode(this.#context, { fftSize: 4_096 });
    this.#samples ??= new Float32Array(this.#analyser.fftSize);
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#analyser);
  }

  /**
   * Whether the level can be measured now. Firefox runs no context on a machine that has no audio
   * output.
   */
  get canMeasure(): boolean {
    return this.#context?.state === 'running';
  }

  /** The level of the last tenth of a second; 0 while the track is off or cannot be measured. */
  read(): number {
    // The context starts suspended before a user gesture; by this time the browser may let it run.
    if (this.#context?.state === 'suspended') this.#context.resume().catch(logFailure);
    if (!this.#analyser || !this.#samples) return 0;
    if (!this.#track?.enabled || !this.canMeasure) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let squares = 0;
    for (const sample of this.#samples) squares += sample * sample;
    return Math.sqrt(squares / this.#samples.length);
  }

  close(): void {
    this.follow(null);
    this.#context?.close().catch(logFailure);
    this.#context = null;
    this.#analyser = null;
  }
}

/** Measures the audio level of the user's microphone ten times a second. */
export class AudioLevelMeter {
  readonly #level: Value<number> = createValue(0);
  readonly #canMeasure: Value<boolean> = createValue(true);
  readonly #reader = new AudioLevelReader();
  #track: MediaStreamTrack | null = null;
  #failedReadings = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** 0 to 1; 0 while the microphone is off or cannot be measured. */
  get level(): ReadonlyValue<number> {
    return this.#level;
  }

  /** Turns false when this browser has proved unable to measure; the level stays 0 then. */
  get canMeasure(): ReadonlyValue<boolean> {
    return this.#canMeasure;
  }

  /** Measures `track` from now on; null: nothing. */
  follow(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#track = track;
    clearInterval(this.#timer);
    this.#level.set(0);
    this.#failedReadings = 0;
    this.#canMeasure.set(true);
    this.#reader.follow(track);
    if (track) this.#timer = setInterval(() => this.#measure(), INTERVAL_MS);
  }

  close(): void {
    this.follow(null);
    this.#reader.close();
  }

  #measure(): void {
    this.#level.set(Math.round(this.#reader.read() * 100) / 100);
    this.#failedReadings = this.#reader.canMeasure ? 0 : this.#failedReadings + 1;
    this.#canMeasure.set(this.#failedReadings < START_READINGS);
  }
}

/** A track as it is changed on its way from the device to the others. */
export interface TrackEffect {
  readonly track: MediaStreamTrack;
  /** Stops all work; the input goes on. */
  close(): void;
}

/**
 * Puts an effect on `input`. Resolves when the changed track carries media, rejects where it
 * cannot run or when `signal` aborts first; calls `onFailed` when it stops working later.
 */
export type StartEffect = (
  input: MediaStreamTrack,
  onFailed: () => void,
  signal: AbortSignal,
) => Promise<TrackEffect>;

/** What one can have done to one's own sound and picture. */
export type EffectName = 'noiseSuppression' | 'backgroundBlur';

/** `starting`: wanted, but what is sent is not changed yet. */
export type EffectState = 'off' | 'starting' | 'on';

import type { Participant } from '@parley/shared/participants';
import { TRACK_SOURCES, type TrackSource } from '../track-source';
import type { SfuPlane } from './sfu-plane';

/** A track normally arrives within a second of the participant's state. */
const MISSING_MS = 3_000;

/**
 * Finds tracks that ought to be there: after some reconnections LiveKit does not announce a video that
 * somebody sends (livekit/client-sdk-js#2074), and only another connection brings it.
 */
export class TrackWatchdog {
  /** Since when each track has been missing, in milliseconds. */
  readonly #missing = new Map<string, number>();
  /** Tracks for which another connection was made already; the fault may be at the other end. */
  readonly #tried = new Set<string>();

  /**
   * Returns whether another connection may help now.
   *
   * @param at milliseconds, monotonic
   */
  observe(plane: SfuPlane, people: Iterable<Participant>, at: number): boolean {
    const expected = new Set<string>();
    let isDue = false;
    for (const { id, instanceId, connection, media } of people) {
      // Somebody who is not there makes a connection of their own.
      if (connection !== 'connected' || !plane.isPresent(id)) continue;
      const tracks = plane.tracks(id);
      for (const source of TRACK_SOURCES) {
        if (!isExpected(source, media) || tracks[source]) continue;
        const key = `${instanceId} ${source}`;
        expected.add(key);
        const since = this.#missing.get(key) ?? at;
        this.#missing.set(key, since);
        if (at - since < MISSING_MS || this.#tried.has(key)) continue;
        this.#tried.add(key);
        isDue = true;
      }
    }
    for (const key of this.#missing.keys()) if (!expected.has(key)) this.#forget(key);
    return isDue;
  }

  /** A new connection has to bring everything again. */
  restart(): void {
    this.#missing.clear();
  }

  #forget(key: string): void {
    this.#missing.delete(key);
    this.#tried.delete(key);
  }
}

/** Not every screen has audio. */
const isExpected = (source: TrackSource, media: Participant['media']): boolean =>
  source !== 'screen-audio' && media[source];

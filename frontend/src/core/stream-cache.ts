/** Returns the same MediaStream for the same tracks, so that an element that plays it goes on. */
export class StreamCache {
  readonly #streams = new Map<string, { tracks: MediaStreamTrack[]; stream: MediaStream }>();

  /** Returns null without a track. */
  get(
    key: string,
    ...candidates: readonly (MediaStreamTrack | null | undefined)[]
  ): MediaStream | null {
    const tracks = candidates.filter((track) => track !== null && track !== undefined);
    if (tracks.length === 0) {
      this.#streams.delete(key);
      return null;
    }
    const known = this.#streams.get(key);
    const same =
      known?.tracks.length === tracks.length && known.tracks.every((one, i) => one === tracks[i]);
    if (same) return known.stream;
    const stream = new MediaStream(tracks);
    this.#streams.set(key, { tracks, stream });
    return stream;
  }

  /** Removes every stream whose key starts with `prefix`. */
  forget(prefix: string): void {
    for (const key of this.#streams.keys()) if (key.startsWith(prefix)) this.#streams.delete(key);
  }
}

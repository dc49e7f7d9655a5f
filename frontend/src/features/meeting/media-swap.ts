/** A media element that plays one stream. `id` is its React key. */
export interface MediaLayer {
  readonly id: number;
  readonly stream: MediaStream;
}

/**
 * The media elements of one source: the one that the user sees or hears, and while a stream is
 * being replaced, a second one that is not ready yet.
 */
export interface MediaSwap {
  readonly current: MediaLayer;
  readonly next: MediaLayer | null;
}

export function startSwap(stream: MediaStream): MediaSwap {
  return { current: { id: 0, stream }, next: null };
}

/** Plays another stream behind the current one. Returns `swap` itself if it plays it already. */
export function swapTo(swap: MediaSwap, stream: MediaStream): MediaSwap {
  const { current, next } = swap;
  if (stream === (next ?? current).stream) return swap;
  if (stream === current.stream) return { current, next: null };
  return { current, next: { id: (next ?? current).id + 1, stream } };
}

/**
 * The element with this id is ready: it takes the place of the current one.
 *
 * @param keepsElement moves the stream to the current element instead, which may interrupt it, but
 *   keeps what belongs to the element, such as its picture-in-picture window
 */
export function completeSwap(swap: MediaSwap, id: number, keepsElement = false): MediaSwap {
  const { current, next } = swap;
  if (next?.id !== id) return swap;
  return { current: keepsElement ? { id: current.id, stream: next.stream } : next, next: null };
}

/** How long a video may stay smaller than the one that it replaces, in milliseconds. */
const PATIENCE_MS = 1_000;

/** The video that is to be replaced. */
export interface ReplacedVideo {
  /** Lines of its frames, or of its place if that has fewer; 0 while it shows nothing. */
  readonly lines: number;
  /** Whether new frames may still come. */
  readonly isAlive: boolean;
}

/**
 * Calls `listener` once, when a video can replace another one unnoticed: with a frame that has as many
 * lines, with any frame if the other one has stopped, and after a second in any case. Browsers without
 * `requestVideoFrameCallback` do not wait for the size. Returns a function that cancels it.
 */
export function onGoodFrame(
  video: HTMLVideoElement,
  replaced: () => ReplacedVideo,
  listener: () => void,
): () => void {
  if (!('requestVideoFrameCallback' in video)) {
    const fallback: EventTarget = video;
    fallback.addEventListener('loadeddata', listener, { once: true });
    return () => fallback.removeEventListener('loadeddata', listener);
  }
  let since: number | null = null;
  let handle = 0;
  const look = (now: number): void => {
    since ??= now;
    const { lines, isAlive } = replaced();
    const isGood = !isAlive || video.videoHeight >= lines || now - since >= PATIENCE_MS;
    if (isGood) listener();
    else handle = video.requestVideoFrameCallback(look);
  };
  handle = video.requestVideoFrameCallback(look);
  return () => video.cancelVideoFrameCallback(handle);
}

/** What an element shows of a stream. */
export function replacedVideo(element: Element | null, stream: MediaStream | null): ReplacedVideo {
  const track = stream?.getVideoTracks()[0];
  const isAlive = track?.readyState === 'live' && !track.muted;
  if (!(element instanceof HTMLVideoElement)) return { lines: 0, isAlive };
  const view = element.ownerDocument.defaultView;
  const place = Math.floor(element.clientHeight * (view?.devicePixelRatio ?? 1));
  return { lines: Math.min(element.videoHeight, place), isAlive };
}

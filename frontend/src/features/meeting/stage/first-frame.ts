/**
 * Calls `listener` once, when a video has presented a frame of its stream; in browsers without
 * `requestVideoFrameCallback`, when it has decoded one. Returns a function that cancels it.
 */
export function onFirstFrame(video: HTMLVideoElement, listener: () => void): () => void {
  if ('requestVideoFrameCallback' in video) {
    const handle = video.requestVideoFrameCallback(listener);
    return () => video.cancelVideoFrameCallback(handle);
  }
  const fallback: EventTarget = video;
  fallback.addEventListener('loadeddata', listener, { once: true });
  return () => fallback.removeEventListener('loadeddata', listener);
}

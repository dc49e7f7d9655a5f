/** The sizes of a video element and of its frames. */
export interface ShownVideo {
  /** The size of the element in CSS pixels. */
  clientWidth: number;
  clientHeight: number;
  /** The size of the last video frame; 0 before the first. */
  videoWidth: number;
  videoHeight: number;
  fit: 'contain' | 'cover';
}

/** The height of the video in CSS pixels, without bars above and below it. */
export function shownVideoHeight(video: ShownVideo): number {
  const { clientWidth, clientHeight, videoWidth, videoHeight, fit } = video;
  if (fit === 'cover' || videoWidth === 0) return clientHeight;
  return Math.min(clientHeight, (clientWidth * videoHeight) / videoWidth);
}

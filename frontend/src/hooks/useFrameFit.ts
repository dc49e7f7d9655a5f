import { type RefObject, useEffect } from 'react';
import { frameFit } from '../lib/frame-fit';

/** How much of its video frames an element shows: all of them, or as much as fills it well. */
export type VideoFit = 'contain' | 'fill';

/**
 * Lays the frames of a video out anew whenever the element or the frame changes its shape, as when
 * a phone is turned. Written to the element, since nothing else depends on it.
 */
export function useFrameFit(ref: RefObject<HTMLVideoElement | null>, wanted: VideoFit): void {
  useEffect(() => {
    const video = ref.current;
    const view = video?.ownerDocument.defaultView;
    if (!video || !view) return;
    const lay = (): void => {
      const { fit, position } = fitOf(video, wanted);
      video.style.objectFit = fit;
      video.style.objectPosition = position;
    };
    lay();
    const resized = new view.ResizeObserver(lay);
    resized.observe(video);
    video.addEventListener('resize', lay);
    return () => {
      resized.disconnect();
      video.removeEventListener('resize', lay);
    };
  }, [ref, wanted]);
}

/** How the video's present frame lies in the element. */
export function fitOf(video: HTMLVideoElement, wanted: VideoFit): ReturnType<typeof frameFit> {
  if (wanted === 'contain') return { fit: 'contain', position: '50% 50%' };
  return frameFit(
    { width: video.videoWidth, height: video.videoHeight },
    { width: video.clientWidth, height: video.clientHeight },
  );
}

import { type RefObject, useEffect } from 'react';
import { frameFit } from '../lib/frame-fit';

/** `contain` shows whole video frames; `fill` fills the element if little is cropped. */
export type VideoFit = 'contain' | 'fill';

/**
 * Updates the fit of a video whenever the element or its frames change their ratio, for example when
 * a phone is turned. Writes to the element without a render.
 */
export function useFrameFit(ref: RefObject<HTMLVideoElement | null>, wanted: VideoFit): void {
  useEffect(() => {
    const video = ref.current;
    const view = video?.ownerDocument.defaultView;
    if (!video || !view) return;
    const update = (): void => {
      const { fit, position } = fitOf(video, wanted);
      video.style.objectFit = fit;
      video.style.objectPosition = position;
    };
    update();
    const resized = new view.ResizeObserver(update);
    resized.observe(video);
    video.addEventListener('resize', update);
    return () => {
      resized.disconnect();
      video.removeEventListener('resize', update);
    };
  }, [ref, wanted]);
}

/** The fit of the video's present frame in its element. */
export function fitOf(video: HTMLVideoElement, wanted: VideoFit): ReturnType<typeof frameFit> {
  if (wanted === 'contain') return { fit: 'contain', position: '50% 50%' };
  return frameFit(
    { width: video.videoWidth, height: video.videoHeight },
    { width: video.clientWidth, height: video.clientHeight },
  );
}

import { type RefObject, useEffect } from 'react';
import { useMeetingView } from './meeting-view';

/** Records the ratio of the self-view's frames, which changes when a phone is turned. */
export function useOwnRatio(ref: RefObject<HTMLVideoElement | null>, isOwn: boolean): void {
  const { ownRatio } = useMeetingView();
  useEffect(() => {
    const video = ref.current;
    if (video === null || !isOwn) return;
    const update = (): void => {
      if (video.videoHeight > 0) ownRatio.set(video.videoWidth / video.videoHeight);
    };
    update();
    video.addEventListener('resize', update);
    return () => video.removeEventListener('resize', update);
  }, [ref, isOwn, ownRatio]);
}

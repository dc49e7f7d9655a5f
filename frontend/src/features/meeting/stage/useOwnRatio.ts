import { type RefObject, useEffect } from 'react';
import { useMeetingView } from './meeting-view';

/** Notes the shape of one's own video, which changes when a phone is turned. */
export function useOwnRatio(ref: RefObject<HTMLVideoElement | null>, isOwn: boolean): void {
  const { ownRatio } = useMeetingView();
  useEffect(() => {
    const video = ref.current;
    if (video === null || !isOwn) return;
    const note = (): void => {
      if (video.videoHeight > 0) ownRatio.set(video.videoWidth / video.videoHeight);
    };
    note();
    video.addEventListener('resize', note);
    return () => video.removeEventListener('resize', note);
  }, [ref, isOwn, ownRatio]);
}

import { type RefObject, useEffect } from 'react';
import type { VisibleSource } from '../../../call/track-source';
import { fitOf, type VideoFit } from '../../../hooks/useFrameFit';
import { useMeetingView } from './meeting-view';
import { cameraOf, screenOf } from './shown-key';
import { shownVideoHeight } from './shown-video-height';

/** The participant and source that a video element shows. */
export interface ShownSource {
  participantId: string;
  source: VisibleSource;
}

/** A short look at another tab does not stop the video. */
const HIDDEN_GRACE_MS = 3_000;

/**
 * Reports the height at which a video is shown, so that the peer sends no larger one: 0 for a tile
 * that is scrolled away or in a hidden tab. The window of the element counts, which may be the small
 * window.
 */
export function useShownHeight(
  ref: RefObject<HTMLVideoElement | null>,
  shown: ShownSource | null,
  wanted: VideoFit,
): void {
  const { heights } = useMeetingView();
  const participantId = shown?.participantId ?? null;
  const source = shown?.source ?? 'camera';
  useEffect(() => {
    const video = ref.current;
    const page = video?.ownerDocument;
    const view = page?.defaultView;
    if (!video || !page || !view || participantId === null) return;
    const key = source === 'camera' ? cameraOf(participantId) : screenOf(participantId);
    let onScreen = true;
    let ownWindow: PictureInPictureWindow | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const report = (): void => {
      clearTimeout(timer);
      const { clientWidth, clientHeight, videoWidth, videoHeight } = video;
      const { fit } = fitOf(video, wanted);
      const size = { clientWidth, clientHeight, videoWidth, videoHeight, fit };
      const height = shownVideoHeight(size) * view.devicePixelRatio;
      if (ownWindow) heights.set(key, video, ownWindow.height * view.devicePixelRatio);
      else if (page.visibilityState === 'hidden') {
        timer = setTimeout(() => heights.set(key, video, 0), HIDDEN_GRACE_MS);
      } else heights.set(key, video, onScreen ? height : 0);
    };
    const resized = new view.ResizeObserver(report);
    resized.observe(video);
    const moved = new view.IntersectionObserver((entries) => {
      // A busy page is told of several changes at once, the latest one last.
      onScreen = entries.at(-1)?.isIntersecting ?? true;
      report();
    });
    moved.observe(video);
    const enter = (event: Event): void => {
      ownWindow = (event as PictureInPictureEvent).pictureInPictureWindow;
      ownWindow.addEventListener('resize', report);
      report();
    };
    const leave = (): void => {
      ownWindow = null;
      report();
    };
    page.addEventListener('visibilitychange', report);
    video.addEventListener('resize', report);
    video.addEventListener('enterpictureinpicture', enter);
    video.addEventListener('leavepictureinpicture', leave);
    // Observers report the first size by themselves, but not in a hidden page.
    if (page.visibilityState === 'hidden') report();
    return () => {
      clearTimeout(timer);
      resized.disconnect();
      moved.disconnect();
      ownWindow?.removeEventListener('resize', report);
      page.removeEventListener('visibilitychange', report);
      video.removeEventListener('resize', report);
      video.removeEventListener('enterpictureinpicture', enter);
      video.removeEventListener('leavepictureinpicture', leave);
      heights.remove(key, video);
    };
  }, [ref, heights, participantId, source, wanted]);
}

import { type RefObject, useEffect } from 'react';
import type { VisibleSource } from '../../../call/media-transport';
import { fitOf, type VideoFit } from '../../../hooks/useFrameFit';
import { useMeetingView } from './meeting-view';
import { cameraOf, screenOf } from './shown-key';
import { shownVideoHeight } from './shown-video-height';

/** Whose picture an element shows. */
export interface ShownSource {
  participantId: string;
  source: VisibleSource;
}

/** Another tab is often only glanced at: pictures stop when it stays in front. */
const HIDDEN_PATIENCE_MS = 3_000;

/**
 * Tells how large a picture is shown, so that its sender sends no more: nothing for a tile that is
 * scrolled away or in a hidden tab. What counts is the window that the element is in, which need
 * not be that of the page.
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
    const tell = (): void => {
      clearTimeout(timer);
      const { clientWidth, clientHeight, videoWidth, videoHeight } = video;
      const { fit } = fitOf(video, wanted);
      const size = { clientWidth, clientHeight, videoWidth, videoHeight, fit };
      const height = shownVideoHeight(size) * view.devicePixelRatio;
      if (ownWindow) heights.set(key, video, ownWindow.height * view.devicePixelRatio);
      else if (page.visibilityState === 'hidden') {
        timer = setTimeout(() => heights.set(key, video, 0), HIDDEN_PATIENCE_MS);
      } else heights.set(key, video, onScreen ? height : 0);
    };
    const resized = new view.ResizeObserver(tell);
    resized.observe(video);
    const moved = new view.IntersectionObserver(([entry]) => {
      onScreen = entry?.isIntersecting ?? true;
      tell();
    });
    moved.observe(video);
    const enter = (event: Event): void => {
      ownWindow = (event as PictureInPictureEvent).pictureInPictureWindow;
      ownWindow.addEventListener('resize', tell);
      tell();
    };
    const leave = (): void => {
      ownWindow = null;
      tell();
    };
    page.addEventListener('visibilitychange', tell);
    video.addEventListener('resize', tell);
    video.addEventListener('enterpictureinpicture', enter);
    video.addEventListener('leavepictureinpicture', leave);
    // Observers tell the first size by themselves, but they do not run in a hidden page.
    if (page.visibilityState === 'hidden') tell();
    return () => {
      clearTimeout(timer);
      resized.disconnect();
      moved.disconnect();
      ownWindow?.removeEventListener('resize', tell);
      page.removeEventListener('visibilitychange', tell);
      video.removeEventListener('resize', tell);
      video.removeEventListener('enterpictureinpicture', enter);
      video.removeEventListener('leavepictureinpicture', leave);
      heights.remove(key, video);
    };
  }, [ref, heights, participantId, source, wanted]);
}

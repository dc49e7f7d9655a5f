import { type RefObject, useEffect } from 'react';
import type { VisibleSource } from '../../call/media-transport';
import { useCall } from '../../hooks/useCall';

/** Whose picture an element shows. */
export interface ShownSource {
  participantId: string;
  source: VisibleSource;
}

/** Another tab is often only glanced at: pictures stop when it stays in front. */
const HIDDEN_PATIENCE_MS = 3_000;

/**
 * Tells the call how large a picture is shown, so that its sender sends no more: nothing for a tile
 * that is scrolled away or in a hidden tab.
 */
export function useShownHeight(
  ref: RefObject<HTMLVideoElement | null>,
  shown: ShownSource | null,
): void {
  const call = useCall();
  const participantId = shown?.participantId ?? null;
  const source = shown?.source ?? 'camera';
  useEffect(() => {
    const video = ref.current;
    if (video === null || participantId === null) return;
    let onScreen = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      clearTimeout(timer);
      const inOwnWindow = document.pictureInPictureElement === video;
      const height = video.clientHeight * window.devicePixelRatio;
      if (inOwnWindow) call.setView(participantId, source, height);
      else if (document.visibilityState === 'hidden') {
        timer = setTimeout(() => call.setView(participantId, source, 0), HIDDEN_PATIENCE_MS);
      } else call.setView(participantId, source, onScreen ? height : 0);
    };
    const resized = new ResizeObserver(tell);
    resized.observe(video);
    const moved = new IntersectionObserver(([entry]) => {
      onScreen = entry?.isIntersecting ?? true;
      tell();
    });
    moved.observe(video);
    document.addEventListener('visibilitychange', tell);
    const pictureEvents = ['enterpictureinpicture', 'leavepictureinpicture'];
    for (const type of pictureEvents) video.addEventListener(type, tell);
    return () => {
      clearTimeout(timer);
      resized.disconnect();
      moved.disconnect();
      document.removeEventListener('visibilitychange', tell);
      for (const type of pictureEvents) video.removeEventListener(type, tell);
    };
  }, [ref, call, participantId, source]);
}

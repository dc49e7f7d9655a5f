import { type RefObject, useEffect } from 'react';
import { useCall } from '../../../hooks/useCall';

/** Tells the call when the first frame of a stream is on the screen; does nothing for null. */
export function useFirstFrame(
  ref: RefObject<HTMLVideoElement | null>,
  stream: MediaStream | null,
): void {
  const call = useCall();
  useEffect(() => {
    const video = ref.current;
    if (video === null || stream === null || !('requestVideoFrameCallback' in video)) return;
    const handle = video.requestVideoFrameCallback(() => call.noteFrame());
    return () => video.cancelVideoFrameCallback(handle);
  }, [ref, call, stream]);
}

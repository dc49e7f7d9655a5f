import { type RefObject, useEffect } from 'react';
import { useCall } from '../../../hooks/useCall';

/** Reports the first video frame of a stream to the call; does nothing for null. */
export function useFirstFrame(
  ref: RefObject<HTMLVideoElement | null>,
  stream: MediaStream | null,
): void {
  const call = useCall();
  useEffect(() => {
    const video = ref.current;
    if (video === null || stream === null || !('requestVideoFrameCallback' in video)) return;
    const handle = video.requestVideoFrameCallback(() => call.noteVideoFrame());
    return () => video.cancelVideoFrameCallback(handle);
  }, [ref, call, stream]);
}

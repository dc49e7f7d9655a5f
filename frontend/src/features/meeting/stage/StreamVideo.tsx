import { useEffect, useRef } from 'react';
import { useFrameFit, type VideoFit } from '../../../hooks/useFrameFit';
import { useFirstFrame } from './useFirstFrame';
import { useOwnRatio } from './useOwnRatio';
import { type ShownSource, useShownHeight } from './useShownHeight';

interface StreamVideoProps {
  stream: MediaStream;
  mirrored?: boolean;
  /** `contain` shows all of it (screens), `fill` fills the tile where little is lost (faces). */
  fit: VideoFit;
  /** Whose picture it is, so that they send it no larger than it is shown; null for one's own. */
  shows: ShownSource | null;
}

/** Pictures only; sound is played by RemoteAudio, so that a hidden tile is still heard. */
export function StreamVideo({ stream, mirrored = false, fit, shows }: StreamVideoProps) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current;
    // Setting the same stream again would restart the element with a black frame.
    if (video !== null && video.srcObject !== stream) video.srcObject = stream;
  }, [stream]);
  useFrameFit(ref, fit);
  useShownHeight(ref, shows, fit);
  useFirstFrame(ref, shows === null ? null : stream);
  useOwnRatio(ref, shows === null);
  return (
    <video
      ref={ref}
      autoPlay
      playsInline
      muted
      aria-hidden
      style={{
        position: 'absolute',
        inset: 0,
        width: '100%',
        height: '100%',
        transform: mirrored ? 'scaleX(-1)' : undefined,
      }}
    />
  );
}

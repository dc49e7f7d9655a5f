import { useEffect, useRef } from 'react';
import { useFrameFit } from '../hooks/useFrameFit';
import { useIsMirrored } from '../hooks/useMirror';

interface SelfVideoProps {
  stream: MediaStream;
  label: string;
}

/** The self-view: mirrored if the user wants that, and as large as its parent. */
export function SelfVideo({ stream, label }: SelfVideoProps) {
  const video = useRef<HTMLVideoElement>(null);
  const mirrored = useIsMirrored(stream);
  useEffect(() => {
    if (video.current && video.current.srcObject !== stream) video.current.srcObject = stream;
  }, [stream]);
  useFrameFit(video, 'fill');
  return (
    <video
      ref={video}
      autoPlay
      playsInline
      muted
      aria-label={label}
      style={{
        display: 'block',
        width: '100%',
        height: '100%',
        transform: mirrored ? 'scaleX(-1)' : undefined,
      }}
    />
  );
}

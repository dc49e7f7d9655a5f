import { useEffect, useRef } from 'react';
import { useFrameFit } from '../hooks/useFrameFit';
import { useIsMirrored } from '../hooks/useMirror';

interface SelfVideoProps {
  stream: MediaStream;
  label: string;
}

/** One's own camera, mirrored where the person wants it so; fills what is around it. */
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

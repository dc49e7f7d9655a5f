import { useEffect, useRef } from 'react';
import { useFrameFit, type VideoFit } from '../../../hooks/useFrameFit';
import { useMediaSwap } from '../useMediaSwap';
import { onGoodFrame, replacedVideo } from './good-frame';
import { useFirstFrame } from './useFirstFrame';
import { useOwnRatio } from './useOwnRatio';
import { type ShownSource, useShownHeight } from './useShownHeight';

interface StreamVideoProps {
  stream: MediaStream;
  mirrored?: boolean;
  /** `contain` shows all of it (screens), `fill` fills the tile if little is cut off (faces). */
  fit: VideoFit;
  /** The remote video that it shows, whose sender learns the size; null for the user's own video. */
  shows: ShownSource | null;
}

/**
 * The video of a stream, without audio, which RemoteAudio plays even for hidden tiles. When the
 * stream changes, the old video stays until the new one has presented a frame of the same size.
 */
export function StreamVideo(props: StreamVideoProps) {
  const { shows } = props;
  // A video of another participant must never stay in place of this one.
  const key = shows === null ? 'self' : `${shows.participantId} ${shows.source}`;
  return <SwappingVideo key={key} {...props} />;
}

function SwappingVideo({ stream, ...props }: StreamVideoProps) {
  const { current, next, complete } = useMediaSwap(stream);
  // The later element is on top, and keeps its place in the document.
  return [...(next ? [next] : []), current].map((layer) => (
    <VideoLayer
      key={layer.id}
      {...props}
      stream={layer.stream}
      replaces={layer === next ? current.stream : null}
      covers={next !== null && layer === current}
      onReady={layer === next ? (keeps) => complete(layer.id, keeps) : undefined}
    />
  ));
}

interface VideoLayerProps extends StreamVideoProps {
  /** The stream whose video it replaces; null if it is the current one. */
  replaces: MediaStream | null;
  /** Whether it covers the next video. */
  covers: boolean;
  /** Called when it can replace the current one, with whether the old element has to stay. */
  onReady: ((keepsElement: boolean) => void) | undefined;
}

function VideoLayer(props: VideoLayerProps) {
  const { stream, mirrored = false, fit, shows, replaces, covers, onReady } = props;
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current;
    // Setting the same stream again would restart the element with a black frame.
    if (video !== null && video.srcObject !== stream) video.srcObject = stream;
  }, [stream]);
  const ready = useRef(onReady);
  useEffect(() => {
    ready.current = onReady;
  }, [onReady]);
  useEffect(() => {
    const video = ref.current;
    if (video === null || replaces === null) return;
    const replaced = () => replacedVideo(video.nextElementSibling, replaces);
    return onGoodFrame(video, replaced, () => {
      const pip = video.ownerDocument.pictureInPictureElement;
      ready.current?.(pip != null && pip === video.nextElementSibling);
    });
  }, [stream, replaces]);
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
        // Browsers present no frames of a video that is fully covered.
        opacity: covers ? 0.99 : undefined,
      }}
    />
  );
}

import { useEffect, useRef } from 'react';
import { createLog } from '../../core/log';
import { crossFade } from './cross-fade';
import { useMediaSwap } from './useMediaSwap';

const log = createLog('audio');

interface RemoteAudioProps {
  stream: MediaStream;
  /** The label of the participant. */
  label: string;
  /** The audio output; null for the default one. */
  audioOutputId: string | null;
  /** Receives a function that starts playback, which the browser allows after a user gesture only. */
  onBlocked: (play: () => void) => void;
}

/**
 * Plays the audio of one participant on the chosen audio output. When the stream changes, the old
 * one plays on until the new one does, and then they cross-fade; two at once would double the voice.
 */
export function RemoteAudio({ stream, ...props }: RemoteAudioProps) {
  const { current, next, complete } = useMediaSwap(stream);
  return [current, ...(next ? [next] : [])].map((layer) => (
    <AudioLayer
      key={layer.id}
      {...props}
      stream={layer.stream}
      muted={layer === next}
      onReady={layer === next ? () => complete(layer.id) : undefined}
    />
  ));
}

interface AudioLayerProps extends RemoteAudioProps {
  muted: boolean;
  /** Called when it is audible instead of the element before it. */
  onReady: (() => void) | undefined;
}

function AudioLayer({ stream, label, audioOutputId, onBlocked, muted, onReady }: AudioLayerProps) {
  const ref = useRef<HTMLAudioElement>(null);
  const stopFade = useRef<(() => void) | null>(null);
  useEffect(() => () => stopFade.current?.(), []);
  const fadeIn = (): void => {
    const audio = ref.current;
    if (audio === null || onReady === undefined || stopFade.current !== null) return;
    const before = audio.previousElementSibling;
    const from = before instanceof HTMLAudioElement ? before : null;
    stopFade.current = crossFade(from, audio, document.hidden, onReady);
  };

  useEffect(() => {
    const audio = ref.current;
    if (audio === null) return;
    if (audio.srcObject !== stream) audio.srcObject = stream;
    audio.muted = muted;
    if (!muted) audio.volume = 1;
    const play = (): void => {
      audio.play().catch((error: unknown) => {
        // AbortError: the stream has changed and plays by itself.
        if ((error as DOMException).name === 'NotAllowedError') onBlocked(play);
      });
    };
    // Again after unmuting, which makes some browsers pause an element without a gesture.
    play();
  }, [stream, muted, onBlocked]);

  useEffect(() => {
    const audio = ref.current;
    const sinkId = audioOutputId ?? '';
    if (audio?.setSinkId === undefined || audio.sinkId === sinkId) return;
    // If the audio output was unplugged, the browser uses the default one.
    audio.setSinkId(sinkId).catch((error: unknown) => {
      log.warn('an audio output cannot be used', { error });
    });
  }, [audioOutputId]);

  return <audio ref={ref} aria-label={`Audio of ${label}`} autoPlay onPlaying={fadeIn} />;
}

import { useEffect, useRef } from 'react';

interface RemoteAudioProps {
  stream: MediaStream;
  audioOutputId: string | null;
  /** The browser wants a gesture first; `play` is what to call then. */
  onBlocked: (play: () => void) => void;
}

/** One person's sound, played on the chosen speaker. */
export function RemoteAudio({ stream, audioOutputId, onBlocked }: RemoteAudioProps) {
  const ref = useRef<HTMLAudioElement>(null);

  useEffect(() => {
    const audio = ref.current;
    if (audio === null) return;
    if (audio.srcObject !== stream) audio.srcObject = stream;
    const play = (): void => {
      audio.play().catch((error: unknown) => {
        // AbortError: the stream was changed meanwhile, and plays by itself.
        if ((error as DOMException).name === 'NotAllowedError') onBlocked(play);
      });
    };
    play();
  }, [stream, onBlocked]);

  useEffect(() => {
    const audio = ref.current;
    const sinkId = audioOutputId ?? '';
    if (audio?.setSinkId === undefined || audio.sinkId === sinkId) return;
    // A speaker that went away meanwhile leaves the default one, which is what one would want.
    audio.setSinkId(sinkId).catch(() => undefined);
  }, [audioOutputId]);

  return <audio ref={ref} autoPlay />;
}

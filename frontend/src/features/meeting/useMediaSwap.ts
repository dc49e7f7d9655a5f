import { useCallback, useState } from 'react';
import { completeSwap, type MediaSwap, startSwap, swapTo } from './media-swap';

interface MediaSwapState extends MediaSwap {
  /** To call when the next element plays; see `completeSwap`. */
  complete(id: number, keepsElement?: boolean): void;
}

/** Replaces the element that plays `stream` without an interruption when the stream changes. */
export function useMediaSwap(stream: MediaStream): MediaSwapState {
  const [state, setState] = useState(() => startSwap(stream));
  const swap = swapTo(state, stream);
  if (swap !== state) setState(swap);
  const complete = useCallback(
    (id: number, keepsElement?: boolean) => setState((now) => completeSwap(now, id, keepsElement)),
    [],
  );
  return { ...swap, complete };
}

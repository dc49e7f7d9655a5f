import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** So near the end that one is taken to read along. */
const NEAR_PX = 48;

/** Keeps a list scrolled to its end while it grows, unless its reader has scrolled up. */
export function useStickToEnd(length: number) {
  const ref = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const toEnd = useCallback((): void => {
    const list = ref.current;
    if (list !== null) list.scrollTop = list.scrollHeight;
  }, []);
  useLayoutEffect(() => {
    if (isAtEnd) toEnd();
  }, [length, isAtEnd, toEnd]);
  const onScroll = (): void => {
    const list = ref.current;
    if (list === null) return;
    setAtEnd(list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX);
  };
  return { ref, isAtEnd, toEnd, onScroll };
}

import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** A reader this close to the end, in CSS pixels, reads along. */
const NEAR_PX = 48;

interface ChatScrollOptions {
  /** How many lines the list has. */
  length: number;
  /** The first message; another one means that earlier messages were put before it. */
  firstId: string | undefined;
}

/**
 * Keeps a list of messages where its reader expects it: at its end while it grows there, unless
 * the reader has scrolled up, and at the same message while earlier ones are put before it. The
 * list marks each message with `data-message`.
 */
export function useChatScroll({ length, firstId }: ChatScrollOptions) {
  const ref = useRef<HTMLDivElement>(null);
  const first = useRef<{ element: HTMLElement; end: number }>(undefined);
  const [isAtEnd, setAtEnd] = useState(true);
  const toEnd = useCallback((): void => {
    const list = ref.current;
    if (list !== null) list.scrollTop = list.scrollHeight;
  }, []);
  useLayoutEffect(() => {
    if (isAtEnd) toEnd();
  }, [length, isAtEnd, toEnd]);
  useLayoutEffect(() => {
    const list = ref.current;
    if (list === null) return;
    const before = first.current;
    if (before?.element.isConnected === true) {
      list.scrollTop += endOf(before.element) - before.end;
    }
    const element = list.querySelector<HTMLElement>('[data-message]');
    first.current = element === null ? undefined : { element, end: endOf(element) };
  }, [firstId]);
  const onScroll = (): void => {
    const list = ref.current;
    if (list === null) return;
    setAtEnd(list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX);
  };
  return { ref, isAtEnd, toEnd, onScroll };
}

/** The lower edge, as the first message loses its sender's name to a message before it. */
const endOf = (element: HTMLElement): number => element.offsetTop + element.offsetHeight;

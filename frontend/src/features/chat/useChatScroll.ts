import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** A list that is scrolled this close to its end (CSS pixels) follows new messages. */
const NEAR_PX = 48;

interface ChatScrollOptions {
  /** The number of lines in the list. */
  length: number;
  /** The id of the first message; it changes when earlier messages are added. */
  firstId: string | undefined;
}

/**
 * Keeps the scroll position of a list of messages: at its end while new messages arrive, unless the
 * user has scrolled up, and at the same message when earlier ones are added. Each message in the list
 * has the attribute `data-message`.
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

/** The lower edge: the upper one moves when the name of the sender moves to an earlier message. */
const endOf = (element: HTMLElement): number => element.offsetTop + element.offsetHeight;

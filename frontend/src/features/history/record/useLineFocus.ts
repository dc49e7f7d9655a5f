import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useNavigate } from 'react-router';
import { type ConversationItem, itemAt } from './conversation-items';
import type { Jump } from './place';
import type { Target } from './useTarget';

interface LineFocusOptions {
  items: readonly ConversationItem[];
  target: Target | undefined;
  jump: Jump;
  /** All pages have loaded. */
  isComplete: boolean;
}

/**
 * Moves the focus through the conversation: the Tab key reaches one line, arrow keys go on from it,
 * and a target moves the focus there as soon as it has loaded.
 */
export function useLineFocus({ items, target, jump, isComplete }: LineFocusOptions) {
  const [focused, setFocused] = useState<string>();
  const [shown, setShown] = useState<string>();
  const reached = useRef<Target>(undefined);
  const navigate = useNavigate();

  useEffect(() => {
    if (target === undefined || reached.current === target) return;
    const item = itemAt(items, target);
    if (item === undefined) return;
    // The line itself may be on a later page, and so may be what comes first after a moment.
    const isExact = item.key === target.key;
    if (!isExact && !isComplete && item === items.at(-1)) return;
    reached.current = target;
    setFocused(item.key);
    setShown(item.key);
    goTo(item.key);
  }, [items, target, isComplete]);

  const keys = items.flatMap(({ kind, key }) => (kind === 'day' ? [] : [key]));
  const current = focused !== undefined && keys.includes(focused) ? focused : keys[0];

  return {
    /** The key of the line that the Tab key reaches. */
    current,
    /** The key of the line to show until the reader goes on. */
    shown,
    onFocus: ({ target: element }: FocusEvent<HTMLElement>): void => {
      const id = element.closest(ITEM)?.id;
      if (id !== undefined && id !== '') setFocused(id);
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>): void => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const id = (event.target as Element).closest(ITEM)?.id;
      const next = nextKey(keys, id, event.key);
      if (next === undefined) return;
      event.preventDefault();
      setShown(undefined);
      document.getElementById(next)?.focus();
    },
    /** A click on the time of a line makes its link the address of the page. */
    onClick: (event: MouseEvent<HTMLElement>): void => {
      const link = (event.target as Element).closest<HTMLElement>('a.time');
      if (link === null || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      // Also if the address has this line already.
      jump({ key: link.closest(ITEM)?.id });
      void navigate({ hash: link.getAttribute('href') ?? '' }, { replace: true });
    },
  };
}

/** What the arrow keys go through. */
const ITEM = '.item';

function nextKey(keys: readonly string[], id: string | undefined, key: string): string | undefined {
  const index = id === undefined ? -1 : keys.indexOf(id);
  if (index === -1) return undefined;
  switch (key) {
    case 'ArrowDown':
      return keys[index + 1];
    case 'ArrowUp':
      return keys[index - 1];
    case 'Home':
      return keys[0];
    case 'End':
      return keys.at(-1);
  }
}

/** Scrolls a line into the middle and focuses it. */
function goTo(key: string): void {
  const show = () => document.getElementById(key)?.scrollIntoView({ block: 'center' });
  show();
  document.getElementById(key)?.focus({ preventScroll: true });
  // Lines on the way get their real height only when they come into view.
  requestAnimationFrame(() => {
    show();
    requestAnimationFrame(show);
  });
}

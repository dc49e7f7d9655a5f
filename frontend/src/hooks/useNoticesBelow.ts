import { type RefObject, useLayoutEffect } from 'react';

/** The elements that notices must not cover. */
const heads = new Set<HTMLElement>();

/** While `isOn`, notices at the top of the window appear below this element and not over it. */
export function useNoticesBelow(ref: RefObject<HTMLElement | null>, isOn = true): void {
  useLayoutEffect(() => {
    const head = ref.current;
    if (head === null || !isOn) return;
    heads.add(head);
    const resized = new ResizeObserver(place);
    resized.observe(head);
    return () => {
      resized.disconnect();
      heads.delete(head);
      place();
    };
  }, [ref, isOn]);
}

/** Sets `--notices-top`, which the style sheet of the notices reads. */
function place(): void {
  const bottoms = [...heads].map((head) => head.getBoundingClientRect().bottom);
  const top = Math.round(Math.max(0, ...bottoms));
  document.documentElement.style.setProperty('--notices-top', `${top}px`);
}

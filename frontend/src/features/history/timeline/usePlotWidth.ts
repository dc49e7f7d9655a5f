import { type RefCallback, useCallback, useState } from 'react';
import { NAME_WIDTH } from './TimelineChart';

/**
 * The width of the plot beside the names in CSS pixels: all that the element has, but at least
 * `least`. Follows the size of the element.
 */
export function usePlotWidth(least: number): [ref: RefCallback<HTMLElement>, width: number] {
  const [available, setAvailable] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const measure = () => {
      // Hidden, such as while the table shows, it keeps the last width.
      if (element.clientWidth > 0) setAvailable(element.clientWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const names = available < NAME_WIDTH.narrowBelow ? NAME_WIDTH.narrow : NAME_WIDTH.wide;
  return [ref, Math.max(Math.floor(least), Math.floor(available - names - 2))];
}

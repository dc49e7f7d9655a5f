import { type RefCallback, useCallback, useState } from 'react';

/** The column of names; narrower where the whole timeline is narrow. CSS pixels. */
const NAMES = { wide: 168, narrow: 104, narrowBelow: 560 } as const;
/** The frame around the timeline. */
const BORDERS = 2;

export interface PlotWidth {
  readonly ref: RefCallback<HTMLElement>;
  /** Of the column of names, and of the plot beside it, in CSS pixels. */
  readonly names: number;
  readonly plot: number;
}

/**
 * Divides the width of an element, and follows it. The plot gets all beside the names, but at least
 * `least` CSS pixels.
 */
export function usePlotWidth(least: number): PlotWidth {
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
  const names = available < NAMES.narrowBelow ? NAMES.narrow : NAMES.wide;
  const plot = Math.max(Math.floor(least), Math.floor(available - names - BORDERS));
  return { ref, names, plot };
}

import { type PointerEvent, useEffect, useRef } from 'react';
import { cornerAt } from './pair-layout';
import { selfCorner } from './pair-view';

/** A shorter movement of the pointer (CSS pixels) is a press and no drag. */
const SLACK = 4;

interface Drag {
  element: HTMLElement;
  startX: number;
  startY: number;
  hasMoved: boolean;
}

type Handler = (event: PointerEvent<HTMLElement>) => void;

interface DragHandlers {
  onPointerDown: Handler;
  onPointerMove: Handler;
  onPointerUp: Handler;
  onPointerCancel: Handler;
}

/**
 * Handlers that drag an element within its offset parent. When the pointer is released, the element
 * snaps to the nearest corner. A drag causes no render.
 */
export function useCornerDrag(isOn: boolean): DragHandlers | undefined {
  const drag = useRef<Drag | null>(null);
  const end = (): void => {
    drag.current?.element.style.removeProperty('translate');
    drag.current?.element.style.removeProperty('transition');
    drag.current = null;
  };
  // A third participant may join during a drag, which moves the element to another place.
  useEffect(() => end, [isOn]);
  if (!isOn) return undefined;
  return {
    onPointerDown: ({ button, clientX, clientY, currentTarget, pointerId, target }) => {
      if (button !== 0 || (target as Element).closest('button')) return;
      drag.current = { element: currentTarget, startX: clientX, startY: clientY, hasMoved: false };
      currentTarget.setPointerCapture(pointerId);
    },
    onPointerMove: ({ clientX, clientY, currentTarget: element }) => {
      if (drag.current === null) return;
      const { startX, startY } = drag.current;
      const [x, y] = [clientX - startX, clientY - startY];
      if (!drag.current.hasMoved && Math.hypot(x, y) < SLACK) return;
      drag.current.hasMoved = true;
      const { offsetLeft, offsetTop, offsetWidth, offsetHeight, offsetParent } = element;
      const far = {
        x: (offsetParent?.clientWidth ?? 0) - offsetWidth,
        y: (offsetParent?.clientHeight ?? 0) - offsetHeight,
      };
      element.style.transition = 'none';
      element.style.translate =
        `${between(0, offsetLeft + x, far.x) - offsetLeft}px ` +
        `${between(0, offsetTop + y, far.y) - offsetTop}px`;
    },
    onPointerUp: ({ currentTarget: element }) => {
      const hasMoved = drag.current?.hasMoved;
      if (hasMoved) {
        const { left, top, width, height } = element.getBoundingClientRect();
        const stage =
          element.offsetParent?.getBoundingClientRect() ?? document.body.getBoundingClientRect();
        const [x, y] = [left + width / 2 - stage.left, top + height / 2 - stage.top];
        selfCorner.choose(cornerAt(x, y, stage.width, stage.height));
      }
      end();
    },
    onPointerCancel: end,
  };
}

function between(low: number, value: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

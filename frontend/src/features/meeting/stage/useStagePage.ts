import { type KeyboardEvent, type TouchEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useMeetingView } from './meeting-view';
import { partsOf, SELF } from './shown-key';
import { type StagePage, stagePage, type StageSize } from './stage-pages';
import type { StagePlan } from './stage-plan';
import { swipeStep } from './swipe-step';

/** Handlers for the element of the stage. */
interface PageHandlers {
  onKeyDown?: (event: KeyboardEvent) => void;
  onTouchStart?: (event: TouchEvent) => void;
  onTouchEnd?: (event: TouchEvent) => void;
}

/** The page of the stage that the user looks at. Videos of the other pages are not received. */
export function useStagePage(
  plan: StagePlan,
  size: StageSize,
): { shown: StagePage; turn: (step: number) => void; handlers: PageHandlers } {
  const { heights } = useMeetingView();
  const { width, height } = size;
  const [wanted, setWanted] = useState(0);
  // A tile that becomes large, or no longer is, changes what the pages are.
  const [focus, setFocus] = useState(plan.focus);
  if (focus !== plan.focus) {
    setFocus(plan.focus);
    setWanted(0);
  }
  const shown = useMemo(
    () => stagePage(plan, { width, height }, wanted),
    [plan, width, height, wanted],
  );
  const { page, pages, hidden } = shown;
  useEffect(() => {
    heights.setOnOtherPages(hidden.filter((key) => partsOf(key).participantId !== SELF));
  }, [heights, hidden]);
  useEffect(() => () => heights.setOnOtherPages([]), [heights]);

  const turn = (step: number): void => setWanted(Math.min(pages - 1, Math.max(0, page + step)));
  const touch = useRef<{ x: number; y: number } | null>(null);
  const handlers: PageHandlers = {
    onKeyDown: (event) => {
      if (event.key !== 'PageUp' && event.key !== 'PageDown') return;
      event.preventDefault();
      turn(event.key === 'PageUp' ? -1 : 1);
    },
    onTouchStart: ({ touches }) => {
      const first = touches.length === 1 ? touches[0] : undefined;
      touch.current = first ? { x: first.clientX, y: first.clientY } : null;
    },
    onTouchEnd: ({ changedTouches }) => {
      const start = touch.current;
      const end = changedTouches[0];
      touch.current = null;
      if (start && end) turn(swipeStep(end.clientX - start.x, end.clientY - start.y));
    },
  };
  return { shown, turn, handlers: pages > 1 ? handlers : {} };
}

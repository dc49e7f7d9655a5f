import { useLayoutEffect } from 'react';

/**
 * Styles the root of the document for the stage: the scrollbar gutter of the other pages would be a
 * pale stripe beside it. An inline style avoids that the browser matches every rule again, as it
 * does when a style sheet is added or removed.
 */
export function useStageRoot(isStage: boolean): void {
  useLayoutEffect(() => {
    if (!isStage) return;
    const { style } = document.documentElement;
    style.setProperty('scrollbar-gutter', 'auto');
    style.setProperty('background', '#101418');
    return () => {
      style.removeProperty('scrollbar-gutter');
      style.removeProperty('background');
    };
  }, [isStage]);
}

import { useLayoutEffect } from 'react';

/**
 * The root of the document as the stage wants it: the pages' gutter for a scrollbar would be a pale
 * stripe beside it. Set on the element, as a style sheet that comes or goes has the whole document
 * matched anew.
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

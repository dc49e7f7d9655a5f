import { useEffect } from 'react';

/**
 * Focuses the main landmark when another screen of a call appears and the element with the focus has
 * disappeared. Otherwise keyboard and screen readers would restart at the top of the page.
 */
export function useScreenFocus(screen: string): void {
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [screen]);
}

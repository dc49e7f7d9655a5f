import { useEffect } from 'react';

/**
 * When one screen takes the place of another, puts the focus where the new one begins, if it was on
 * something that is gone: the keyboard and screen readers would begin again at the top of the page.
 */
export function useScreenFocus(screen: string): void {
  useEffect(() => {
    if (document.activeElement !== document.body) return;
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [screen]);
}

import { useLayoutEffect, useRef } from 'react';
import { shieldClicks } from '../lib/click-shield';

/** When one screen takes the place of another, the rest of a double-click does not press anything. */
export function useScreenShield(screen: string): void {
  const before = useRef(screen);
  useLayoutEffect(() => {
    if (before.current === screen) return;
    before.current = screen;
    shieldClicks('everywhere');
  }, [screen]);
}

import { useLayoutEffect, useRef } from 'react';
import { shieldClicks } from '../lib/click-shield';

/** Shields the controls of a new screen from the second press of a double-click. */
export function useScreenShield(screen: string): void {
  const before = useRef(screen);
  useLayoutEffect(() => {
    if (before.current === screen) return;
    before.current = screen;
    shieldClicks('everywhere');
  }, [screen]);
}

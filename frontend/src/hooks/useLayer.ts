import { useEffect, useRef } from 'react';
import { shieldClicks } from '../lib/click-shield';
import { addLayer } from '../lib/layers';

/**
 * While `isOpen`, the Back button closes this before anything below it; so does Escape where
 * `closesOnEscape`. What it covers or uncovers is not pressed by the rest of a double-click.
 */
export function useLayer(isOpen: boolean, close: () => void, closesOnEscape = false): void {
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });
  useEffect(() => {
    if (!isOpen) return;
    shieldClicks('at-press');
    const remove = addLayer({ close: () => latest.current(), closesOnEscape });
    return () => {
      remove();
      shieldClicks('at-press');
    };
  }, [isOpen, closesOnEscape]);
}

import { useEffect, useRef } from 'react';
import { shieldClicks } from '../lib/click-shield';
import { addLayer } from '../lib/layers';

/**
 * Makes a component a layer while `isOpen`: the Back button calls `close` before it does anything
 * else, and so does Escape if `closesOnEscape`. A click shield protects the controls that the layer
 * covers or uncovers.
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

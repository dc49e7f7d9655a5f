import { useCallback, useEffect, useRef } from 'react';
import { NavigationType, useBlocker, useLocation, useNavigate, useNavigation } from 'react-router';
import { useValue } from '../hooks/useValue';
import { shieldClicks, watchPresses } from '../lib/click-shield';
import { isImeKey } from '../lib/ime';
import { layers } from '../lib/layers';

/** Marks an entry of the browser's history that only takes the press of the Back button. */
const MARK = 'isForBack';
/** A navigation that comes with the closing of a dialog has begun by then (milliseconds). */
const SETTLED_MS = 300;

/**
 * Back and Escape close the topmost layer. As long as one is open, an entry of its own lies on top
 * of the browser's history: going back from it stays in this document, whatever page was before.
 */
export function useLayers(): void {
  const isNeeded = useValue(layers).length > 0;
  const navigate = useNavigate();
  const navigation = useNavigation();
  const location = useLocation();
  const hasEntry = isMarked(location.state);
  const isTakingAway = useRef(false);

  useEffect(() => {
    isTakingAway.current = false;
  }, [location]);

  useEffect(() => {
    if (navigation.state !== 'idle' || isNeeded === hasEntry) return;
    if (isNeeded) {
      const state = { ...(location.state as object | null), [MARK]: true };
      void navigate(location, { state, preventScrollReset: true });
      return;
    }
    const timer = setTimeout(() => {
      isTakingAway.current = true;
      void navigate(-1);
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [isNeeded, hasEntry, navigation.state, location, navigate]);

  const blocker = useBlocker(
    useCallback(
      ({ historyAction }) =>
        historyAction === NavigationType.Pop && !isTakingAway.current && layers.get().length > 0,
      [],
    ),
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    layers.get().at(-1)?.close();
    blocker.reset();
  }, [blocker]);

  useEffect(watchPresses, []);
  useEffect(() => shieldClicks('at-press'), [location.pathname]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      // While an input method composes, Escape ends that (code 229 in Safari's order of events).
      if (isImeKey(event)) return;
      const top = layers.get().at(-1);
      if (top?.closesOnEscape) top.close();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function isMarked(state: unknown): boolean {
  return typeof state === 'object' && state !== null && MARK in state;
}

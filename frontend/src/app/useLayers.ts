import { useCallback, useEffect, useRef } from 'react';
import {
  type Location,
  NavigationType,
  useBlocker,
  useLocation,
  useNavigate,
  useNavigation,
} from 'react-router';
import { useValue } from '../hooks/useValue';
import { shieldClicks, watchPresses } from '../lib/click-shield';
import { isImeKey } from '../lib/ime';
import { layers } from '../lib/layers';

/** The key in the state of a history entry that exists only for the Back button. */
const BACK_ENTRY = 'isForBack';
/** A navigation that follows from closing a dialog has started by then (milliseconds). */
const SETTLED_MS = 300;
/** A page that is still there by then, as after the start of a download, stays (milliseconds). */
const UNLOADED_MS = 5_000;

/**
 * Lets Back and Escape close the topmost layer. While a layer is open, the browser's history has an
 * extra entry on top. Going back from it stays in this document.
 */
export function useLayers(): void {
  const isNeeded = useValue(layers).length > 0;
  const navigate = useNavigate();
  const navigation = useNavigation();
  const location = useLocation();
  const hasEntry = isBackEntry(location.state);
  const isRemovingEntry = useRef(false);
  /** A link has been followed, and its page is not shown yet. */
  const isLeaving = useRef(false);
  /** Where a link led that was followed while the entry was being removed. */
  const waiting = useRef<Location | null>(null);

  useEffect(() => {
    isRemovingEntry.current = false;
    isLeaving.current = false;
    const next = waiting.current;
    waiting.current = null;
    if (next !== null) void navigate(next, { state: next.state });
  }, [location, navigate]);

  useEffect(() => {
    if (navigation.state !== 'idle' || isNeeded === hasEntry) return;
    if (isNeeded) {
      const state = { ...(location.state as object | null), [BACK_ENTRY]: true };
      void navigate(location, { state, preventScrollReset: true });
      return;
    }
    const remove = (): void => {
      // Going back would undo the navigation, which React has not rendered yet.
      if (isLeaving.current) return;
      isRemovingEntry.current = true;
      void navigate(-1);
    };
    let timer = setTimeout(remove, SETTLED_MS);
    // Going back would also cancel the loading of another document.
    const onUnload = (): void => {
      clearTimeout(timer);
      timer = setTimeout(remove, UNLOADED_MS);
    };
    window.addEventListener('beforeunload', onUnload);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [isNeeded, hasEntry, navigation.state, location, navigate]);

  const blocker = useBlocker(
    useCallback(({ historyAction, nextLocation }) => {
      const isRemoving = isRemovingEntry.current;
      if (historyAction === NavigationType.Pop) return !isRemoving && layers.get().length > 0;
      // Browsers go back later than the call, which would leave the page that the link has opened.
      if (isRemoving) waiting.current = nextLocation;
      else isLeaving.current = true;
      return isRemoving;
    }, []),
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    if (waiting.current === null) layers.get().at(-1)?.close();
    blocker.reset();
  }, [blocker]);

  useEffect(watchPresses, []);
  useEffect(() => shieldClicks('at-press'), [location.pathname]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      // During a composition, Escape cancels the composition.
      if (isImeKey(event)) return;
      const top = layers.get().at(-1);
      if (top?.closesOnEscape) top.close();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function isBackEntry(state: unknown): boolean {
  return typeof state === 'object' && state !== null && BACK_ENTRY in state;
}

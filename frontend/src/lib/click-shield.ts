/** The second press of a double-click comes within this time (milliseconds). */
const SHIELDED_MS = 300;
/** A press that is longer ago has nothing to do with what happens now. */
const RECENT_MS = 1_000;
/** How far from the first the second press of a shaky hand is (pixels). */
const NEAR = 24;

let lastPress: { x: number; y: number; at: number } | null = null;
let lift: (() => void) | undefined;

/** Notes where the pointer was pressed last. To be called once. Returns the way to stop. */
export function watchPresses(): () => void {
  const note = ({ clientX: x, clientY: y, timeStamp: at }: PointerEvent): void => {
    lastPress = { x, y, at };
  };
  window.addEventListener('pointerdown', note, true);
  return () => window.removeEventListener('pointerdown', note, true);
}

/**
 * Whoever presses a button twice means that button, not what has just taken its place. For a moment
 * a transparent sheet takes the presses: everywhere where a whole screen changed, else only where
 * the pointer was pressed. A key that was held down meanwhile does nothing until it is let go. The
 * focus stays where it is.
 */
export function shieldClicks(where: 'everywhere' | 'at-press'): void {
  ignoreHeldKey();
  const inset = where === 'everywhere' ? '0' : insetOfPress();
  if (inset === null) return;
  lift?.();
  const shield = document.createElement('div');
  shield.style.cssText = `position: fixed; inset: ${inset}; z-index: 2147483647`;
  // Pressing it must not take the focus from what has it.
  shield.addEventListener('mousedown', (event) => event.preventDefault());
  document.body.append(shield);
  const timer = setTimeout(() => lift?.(), SHIELDED_MS);
  lift = () => {
    clearTimeout(timer);
    shield.remove();
    lift = undefined;
  };
}

/** Around the last press, as a value for CSS `inset`; null where that is long ago. */
function insetOfPress(): string | null {
  if (lastPress === null || performance.now() - lastPress.at > RECENT_MS) return null;
  const { x, y } = lastPress;
  const { innerWidth, innerHeight } = window;
  const sides = [y, innerWidth - x, innerHeight - y, x];
  return sides.map((distance) => `${distance - NEAR}px`).join(' ');
}

let isWatchingKey = false;

function ignoreHeldKey(): void {
  if (isWatchingKey) return;
  isWatchingKey = true;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    if (event.repeat) event.preventDefault();
    else stop();
  };
  const stop = (): void => {
    isWatchingKey = false;
    window.removeEventListener('keydown', onKeyDown, true);
    window.removeEventListener('keyup', stop, true);
  };
  window.addEventListener('keydown', onKeyDown, true);
  window.addEventListener('keyup', stop, true);
}

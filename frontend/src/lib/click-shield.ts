/** The second press of a double-click comes within this time (milliseconds). */
const SHIELDED_MS = 300;
/** An older press (milliseconds) did not cause the present change. */
const RECENT_MS = 1_000;
/** The greatest distance between the two presses of a double-click (CSS pixels). */
const NEAR = 24;

let lastPress: { x: number; y: number; at: number } | null = null;
let lift: (() => void) | undefined;

/** Starts recording where the pointer was last pressed. Call it once. Returns a function that stops. */
export function watchPresses(): () => void {
  const note = ({ clientX: x, clientY: y, timeStamp: at }: PointerEvent): void => {
    lastPress = { x, y, at };
  };
  window.addEventListener('pointerdown', note, true);
  return () => window.removeEventListener('pointerdown', note, true);
}

/**
 * Protects a control that has just appeared under the pointer from the second press of a
 * double-click. For a moment a transparent element takes the presses: `everywhere` after a change of
 * the whole screen, otherwise only around the last press. A key that is held down does nothing until
 * it is released. The focus does not move.
 */
export function shieldClicks(where: 'everywhere' | 'at-press'): void {
  ignoreHeldKey();
  const inset = where === 'everywhere' ? '0' : insetOfPress();
  if (inset === null) return;
  lift?.();
  const shield = document.createElement('div');
  shield.style.cssText = `position: fixed; inset: ${inset}; z-index: 2147483647`;
  // A press on the shield must not move the focus.
  shield.addEventListener('mousedown', (event) => event.preventDefault());
  document.body.append(shield);
  const timer = setTimeout(() => lift?.(), SHIELDED_MS);
  lift = () => {
    clearTimeout(timer);
    shield.remove();
    lift = undefined;
  };
}

/** The area around the last press as a value for CSS `inset`; null if there was no recent press. */
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

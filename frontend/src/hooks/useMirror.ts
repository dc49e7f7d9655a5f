import { createValue } from '../call/value';
import { useValue } from './useValue';

const KEY = 'parley.mirror';

/** Storage may be forbidden, and what it holds may be anything: a mirror is what people expect. */
function readMirror(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

const mirror = createValue(readMirror());

/**
 * Whether one sees one's own camera as in a mirror, and the way to change that. Kept in this
 * browser; what the others see is never mirrored.
 */
export function useMirror(): [isOn: boolean, setOn: (on: boolean) => void] {
  return [useValue(mirror), setMirror];
}

function setMirror(on: boolean): void {
  mirror.set(on);
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // The choice still holds for this visit.
  }
}

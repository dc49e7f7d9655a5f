import { createValue } from '../core/value';
import { browserStorage, readStored, writeStored } from '../core/browser-storage';
import { useValue } from './useValue';

const KEY = 'mirror';

/** What storage holds may be anything: a mirror is what people expect. */
const mirror = createValue(readStored(browserStorage(), KEY) !== 'off');

/**
 * Whether one sees one's own camera as in a mirror, and the way to change that. Kept in this
 * browser; what the others see is never mirrored.
 */
export function useMirror(): [isOn: boolean, setOn: (on: boolean) => void] {
  return [useValue(mirror), setMirror];
}

/** Whether this picture of one's own is shown so. */
export function useIsMirrored(stream: MediaStream | null): boolean {
  const [on] = useMirror();
  return on && facesOneself(stream);
}

/** The back camera of a phone shows what others would see too, and often text (W3C mediacapture 4.3.8). */
export function facesOneself(stream: MediaStream | null): boolean {
  return stream?.getVideoTracks()[0]?.getSettings().facingMode !== 'environment';
}

function setMirror(on: boolean): void {
  mirror.set(on);
  writeStored(browserStorage(), KEY, on ? 'on' : 'off');
}

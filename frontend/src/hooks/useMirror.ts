import { createValue } from '../core/value';
import { browserStorage, readStored, writeStored } from '../core/browser-storage';
import { useValue } from './useValue';

const KEY = 'mirror';

/** Any other stored value means on: users expect a mirror. */
const mirror = createValue(readStored(browserStorage(), KEY) !== 'off');

/**
 * Whether the user wants a mirrored self-view, and a function that changes it. This browser
 * remembers it. Other participants never see mirrored video.
 */
export function useMirror(): [isOn: boolean, setOn: (on: boolean) => void] {
  return [useValue(mirror), setMirror];
}

/** Whether the self-view of this stream is mirrored. */
export function useIsMirrored(stream: MediaStream | null): boolean {
  const [on] = useMirror();
  return on && facesUser(stream);
}

/**
 * Whether a stream shows the user. The back camera of a phone does not, and often shows text, which
 * must not be mirrored (W3C Media Capture and Streams, section 4.3.8, `facingMode`).
 */
export function facesUser(stream: MediaStream | null): boolean {
  return stream?.getVideoTracks()[0]?.getSettings().facingMode !== 'environment';
}

function setMirror(on: boolean): void {
  mirror.set(on);
  writeStored(browserStorage(), KEY, on ? 'on' : 'off');
}

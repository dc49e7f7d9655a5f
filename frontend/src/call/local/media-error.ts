import type { MediaErrorReason } from '../session/call-snapshot';

/** Our own name of the error where there is no API for devices. */
export const NO_DEVICES = 'NoDevices';

/** Why `navigator.mediaDevices` lacks what is needed: the page, else the browser (some in apps). */
export function noDevicesReason(): MediaErrorReason {
  return globalThis.isSecureContext ? 'unsupported' : 'insecure-context';
}

/**
 * Why `getUserMedia` or `getDisplayMedia` failed. Names: W3C mediacapture-main 10.3.1; Firefox and
 * Safari use the same. `AbortError` is what Chrome gives when a device cannot be started.
 */
export function mediaErrorReason(error: unknown): MediaErrorReason {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'permission-denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'not-found';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    case NO_DEVICES:
      return noDevicesReason();
    default:
      return 'unknown';
  }
}

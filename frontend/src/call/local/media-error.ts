import type { MediaErrorReason } from '../session/call-snapshot';

/** The name of our own error for a browser without an API for devices. */
export const NO_DEVICES = 'NoDevices';

/**
 * Returns why `navigator.mediaDevices` lacks what is needed: an insecure origin, else the browser
 * itself, as in the web views of some apps.
 */
export function noDevicesReason(): MediaErrorReason {
  return globalThis.isSecureContext ? 'unsupported' : 'insecure-context';
}

/**
 * Returns why `getUserMedia` or `getDisplayMedia` failed. The names are those of W3C
 * mediacapture-main 10.3.1, which Firefox and Safari use too. Chrome reports `AbortError` for a
 * device that cannot be started.
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

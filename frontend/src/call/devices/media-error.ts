import type { MediaErrorReason } from '../call-snapshot';

/** Our own name of the error where the browser hides all devices. */
export const INSECURE_CONTEXT = 'InsecureContext';

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
    case INSECURE_CONTEXT:
      return 'insecure-context';
    default:
      return 'unknown';
  }
}

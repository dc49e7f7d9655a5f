import type { MediaErrorReason } from '../../call/call-snapshot';

const DEVICE = { microphone: 'microphone', camera: 'camera', screen: 'screen' } as const;

/** What happened to a device and what to do, in one sentence or two; joining works all the same. */
export function mediaErrorWords(
  device: keyof typeof DEVICE,
  reason: MediaErrorReason,
): string | null {
  const name = DEVICE[device];
  switch (reason) {
    case 'permission-denied':
      return device === 'screen'
        ? 'The browser or the system does not allow sharing the screen. Allow it in the settings and try again.'
        : `The browser may not use your ${name}. Allow it beside the address of this page, then try again.`;
    case 'not-found':
      return `No ${name} was found. Plug one in and try again; you can join without.`;
    case 'in-use':
      return `Your ${name} is used by another program. Close that one and try again.`;
    case 'lost':
      return `Your ${name} was unplugged. Plug it in again or choose another one.`;
    case 'insecure-context':
      return 'Browsers give camera and microphone to pages over HTTPS only. Open this page with https:// to be seen and heard.';
    case 'cancelled':
      return null;
    case 'unknown':
      return `Your ${name} could not be started. Try again, or choose another one.`;
  }
}

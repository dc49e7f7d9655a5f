import type { MediaErrorReason } from '../../call/session/call-snapshot';
import { systemMutedWords } from '../../call-ui/system-muted-words';

type Device = 'microphone' | 'camera' | 'camera and microphone';

/** Says in one or two sentences what happened to a device and what to do. */
export function mediaErrorWords(device: Device, reason: MediaErrorReason): string {
  switch (reason) {
    case 'permission-denied':
      return `The browser may not use your ${device}. Allow it beside the address of this page or in the settings of the system, then try again.`;
    case 'not-found':
      return `No ${device} was found. Plug one in and it is used at once. The call works without it too.`;
    case 'in-use':
      return `Your ${device} is used by another program. Close that one and try again.`;
    case 'lost':
      return `Your ${device} was unplugged. Plug in any ${device} and it is used at once.`;
    case 'system-muted':
      return `Your ${device} is ${systemMutedWords(device)}. Turn it on in the settings of the system or with the switch on the device.`;
    case 'insecure-context':
      return 'Browsers offer camera and microphone to pages over HTTPS only. Open this page with https:// to be seen and heard.';
    case 'unsupported':
      return 'This browser offers no camera and no microphone to web pages. Open this page in Chrome, Edge, Firefox or Safari to be seen and heard. You can still join to watch and listen.';
    case 'unknown':
      return `Your ${device} could not be started. Try again, or choose another one.`;
  }
}

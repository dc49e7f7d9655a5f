import type { MediaErrorReason } from '../../call/session/call-snapshot';
import { systemMutedWords } from '../../call-ui/system-muted-words';

type Device = 'microphone' | 'camera' | 'camera and microphone';

/** What happened to a device and what to do, in one sentence or two; joining works all the same. */
export function mediaErrorWords(device: Device, reason: MediaErrorReason): string {
  switch (reason) {
    case 'permission-denied':
      return `The browser may not use your ${device}. Allow it beside the address of this page or in the settings of the system, then try again.`;
    case 'not-found':
      return `No ${device} was found. Plug one in and it is used at once; the call works without it too.`;
    case 'in-use':
      return `Your ${device} is used by another program. Close that one and try again.`;
    case 'lost':
      return `Your ${device} was unplugged. Plug in any ${device} and it is used at once.`;
    case 'silenced':
      return `Your ${device} is ${systemMutedWords(device)}. Turn it on in the settings of the system or by the switch on it.`;
    case 'insecure-context':
      return 'Browsers give camera and microphone to pages over HTTPS only. Open this page with https:// to be seen and heard.';
    case 'unsupported':
      return 'This browser hands out neither camera nor microphone. Open this page in Chrome, Edge, Firefox or Safari to be seen and heard; you can join all the same, to watch and listen.';
    case 'unknown':
      return `Your ${device} could not be started. Try again, or choose another one.`;
  }
}

import { hasWebRtc } from '../../lib/has-web-rtc';
import { browserStorage } from '../../core/browser-storage';
import type { Finding } from './finding';

/** The capabilities of the browser that calls use. */
export interface BrowserCapabilities {
  readonly isSecureContext: boolean;
  readonly canCall: boolean;
  readonly canUseDevices: boolean;
  readonly canShareScreen: boolean;
  /** Whether the audio of a shared tab or screen can be shared too. */
  readonly canShareAudio: boolean;
  readonly canChooseSpeaker: boolean;
  /** Whether choices survive a reload. */
  readonly canRemember: boolean;
}

export function readCapabilities(): BrowserCapabilities {
  const { mediaDevices } = navigator as { mediaDevices?: Partial<MediaDevices> };
  return {
    isSecureContext: window.isSecureContext,
    canCall: hasWebRtc(),
    canUseDevices: typeof mediaDevices?.getUserMedia === 'function',
    canShareScreen: typeof mediaDevices?.getDisplayMedia === 'function',
    // Only browsers that can share audio have this constraint, which keeps it from playing twice.
    canShareAudio:
      'suppressLocalAudioPlayback' in (mediaDevices?.getSupportedConstraints?.() ?? {}),
    canChooseSpeaker: 'setSinkId' in HTMLMediaElement.prototype,
    canRemember: browserStorage() !== undefined,
  };
}

export function browserFindings(can: BrowserCapabilities): Finding[] {
  return [
    secureFinding(can),
    callFinding(can),
    screenFinding(can),
    speakerFinding(can),
    ...memoryFindings(can),
  ];
}

function secureFinding({ isSecureContext, canUseDevices }: BrowserCapabilities): Finding {
  if (!isSecureContext) {
    return {
      id: 'secure',
      status: 'problem',
      title: 'This page was not opened over HTTPS',
      advice:
        'Browsers then hide camera and microphone. Open the same address with https://; if that does not open, tell the operator of Parley: start it with npm start -- --https',
    };
  }
  if (!canUseDevices) {
    return {
      id: 'secure',
      status: 'problem',
      title: 'This browser gives no access to camera and microphone',
      advice:
        'A setting or an extension may keep them from every page. Change it, or use a current Firefox, Chrome, Edge or Safari; until then you can join to watch and listen.',
    };
  }
  return { id: 'secure', status: 'good', title: 'The page is secure, so devices can be used' };
}

function callFinding({ canCall }: BrowserCapabilities): Finding {
  return canCall
    ? { id: 'call', status: 'good', title: 'The browser can make calls' }
    : {
        id: 'call',
        status: 'problem',
        title: 'The browser cannot make calls: WebRTC is turned off or missing in it',
        advice:
          'Turn it on in the settings of the browser or in the extension that blocks it, or use a current Firefox, Chrome, Edge or Safari.',
      };
}

function screenFinding({ canShareScreen, canShareAudio }: BrowserCapabilities): Finding {
  const title = canShareAudio
    ? 'The screen can be shared'
    : 'The screen can be shared, but this browser leaves out its audio';
  return canShareScreen
    ? { id: 'screen', status: 'good', title }
    : {
        id: 'screen',
        status: 'warning',
        title: 'This browser cannot share the screen',
        advice: 'Phones cannot; on a computer, use another browser if you want to show something.',
      };
}

function speakerFinding({ canChooseSpeaker }: BrowserCapabilities): Finding {
  return canChooseSpeaker
    ? { id: 'speaker', status: 'good', title: 'The speaker can be chosen' }
    : {
        id: 'speaker',
        status: 'good',
        title: 'Audio is played on the speaker that the system has chosen',
      };
}

/** Empty if the browser can store data, since users expect that. */
function memoryFindings({ canRemember }: BrowserCapabilities): Finding[] {
  if (canRemember) return [];
  return [
    {
      id: 'memory',
      status: 'warning',
      title: 'This browser remembers nothing for this page',
      advice:
        'Chosen devices and messages that are not sent yet are forgotten when the page is reloaded. Allow this page to store data if you want to keep them.',
    },
  ];
}

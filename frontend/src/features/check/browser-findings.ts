import type { Finding } from './finding';

/** What the browser can do, as far as calls need it. */
export interface BrowserCapabilities {
  readonly isSecureContext: boolean;
  readonly canCall: boolean;
  readonly canUseDevices: boolean;
  readonly canShareScreen: boolean;
  /** The sound of a shared tab or screen, too. */
  readonly canShareSound: boolean;
  readonly canChooseSpeaker: boolean;
}

export function readCapabilities(): BrowserCapabilities {
  const { mediaDevices } = navigator as { mediaDevices?: Partial<MediaDevices> };
  return {
    isSecureContext: window.isSecureContext,
    canCall: typeof RTCPeerConnection !== 'undefined' && typeof WebSocket !== 'undefined',
    canUseDevices: typeof mediaDevices?.getUserMedia === 'function',
    canShareScreen: typeof mediaDevices?.getDisplayMedia === 'function',
    // Only browsers that can share sound know how to keep it from being played twice.
    canShareSound:
      'suppressLocalAudioPlayback' in (mediaDevices?.getSupportedConstraints?.() ?? {}),
    canChooseSpeaker: 'setSinkId' in HTMLMediaElement.prototype,
  };
}

export function browserFindings(can: BrowserCapabilities): Finding[] {
  return [secureFinding(can), callFinding(can), screenFinding(can), speakerFinding(can)];
}

function secureFinding({ isSecureContext, canUseDevices }: BrowserCapabilities): Finding {
  if (!isSecureContext) {
    return {
      id: 'secure',
      status: 'problem',
      title: 'This page was not opened over HTTPS',
      advice:
        'Browsers then hide camera and microphone. Open the same address with https://; if that does not open, tell whoever runs Parley: start it with npm start -- --https',
    };
  }
  if (!canUseDevices) {
    return {
      id: 'secure',
      status: 'problem',
      title: 'This browser hands out no camera and no microphone',
      advice: 'Use a current Firefox, Chrome, Edge or Safari.',
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
        title: 'The browser cannot make calls',
        advice:
          'Use a current Firefox, Chrome, Edge or Safari, and switch off extensions that block WebRTC.',
      };
}

function screenFinding({ canShareScreen, canShareSound }: BrowserCapabilities): Finding {
  const title = canShareSound
    ? 'The screen can be shared'
    : 'The screen can be shared, but this browser leaves out its sound';
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
        title: 'Sound comes from the speaker that the system has chosen',
      };
}

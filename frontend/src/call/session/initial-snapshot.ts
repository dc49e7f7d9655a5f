import type { CallSnapshot } from './call-snapshot';
import { SOURCE_OFF } from '../local/local-source';
import { UNKNOWN_QUALITY } from '../quality/connection-quality';

export const INITIAL_SNAPSHOT: CallSnapshot = {
  phase: 'idle',
  presence: null,
  meeting: null,
  self: {
    participant: null,
    microphone: SOURCE_OFF,
    camera: SOURCE_OFF,
    screen: SOURCE_OFF,
    handRaised: false,
    noiseSuppression: 'off',
    backgroundBlur: 'off',
    cameraStream: null,
    screenStream: null,
  },
  remotes: [],
  inLobby: 0,
  devices: {
    microphones: [],
    cameras: [],
    audioOutputs: [],
    microphoneId: null,
    cameraId: null,
    audioOutputId: null,
  },
  speaking: [],
  echoing: [],
  lowConnection: false,
  offersLowConnection: false,
  ownQuality: UNKNOWN_QUALITY,
  endReason: null,
  error: null,
};

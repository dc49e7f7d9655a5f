import type { MediaErrorReason } from '../../call/session/call-snapshot';
import type { DeviceRole } from '../../call/local/device-manager';
import type { DeviceNotice } from '../../call/local/local-media-events';
import type { EffectName } from '../../call/local/track-processor';
import { systemMutedWords } from '../../call-ui/system-muted-words';

const NAMES: Readonly<Record<DeviceRole, string>> = {
  microphone: 'Microphone',
  camera: 'Camera',
  audioOutput: 'Speaker',
};

/** Says in one or two short sentences what happened to a device. */
export function deviceNoticeWords(notice: DeviceNotice): string {
  if (notice.kind === 'talking') return 'You are muted.';
  if (notice.kind === 'effect-failed') return effectWords(notice.effect, notice.hidden);
  if (notice.kind === 'not-shared') return notSharedWords(notice.reason);
  const name = NAMES[notice.role];
  const lower = name.toLowerCase();
  switch (notice.kind) {
    case 'replaced':
      return `${name} disconnected. Now using ${notice.label || 'the default one'}.`;
    case 'returned':
      return `Using ${notice.label || `your ${lower}`} again.`;
    case 'kept':
      return `${keptWords(notice.wanted || `That ${lower}`, notice.reason)} Still using ${notice.label || 'the one before'}.`;
    case 'lost':
      return `${name} disconnected, and there is no other one.`;
    case 'refused':
      return `The browser no longer allows the ${lower}. Allow it beside the address of this page or in the settings of the system.`;
    case 'allowed':
      return `The ${lower} is allowed again.`;
    case 'system-muted':
      return `Your ${lower} is ${systemMutedWords(lower)}.`;
  }
}

function keptWords(wanted: string, reason: MediaErrorReason): string {
  switch (reason) {
    case 'in-use':
      return `${wanted} could not be started; another program may be using it.`;
    case 'not-found':
      return `${wanted} was not found.`;
    case 'permission-denied':
      return `The browser may not use ${wanted}.`;
    default:
      return `${wanted} could not be started.`;
  }
}

function notSharedWords(reason: MediaErrorReason): string {
  return reason === 'permission-denied'
    ? 'The system does not let this browser record the screen. Allow it in the settings of the system, then share again.'
    : 'The screen could not be shared. Try again, or choose another window.';
}

function effectWords(effect: EffectName, hidden: boolean): string {
  if (effect === 'noiseSuppression') return 'Noise suppression does not work in this browser.';
  return hidden
    ? 'Background blur stopped, so your camera is off. Turn it on to be seen without blur.'
    : 'Background blur does not work in this browser.';
}

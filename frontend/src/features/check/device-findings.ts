import type { MediaErrorReason, SourceState } from '../../call/session/call-snapshot';
import { systemMutedWords } from '../../call-ui/system-muted-words';
import type { Finding } from './finding';

export interface DeviceFacts {
  readonly microphone: SourceState;
  readonly camera: SourceState;
  /** Labels of the devices in use; empty if the browser hides them. */
  readonly microphoneName: string;
  readonly cameraName: string;
  /** Whether the microphone has picked up speech. */
  readonly heard: boolean;
  /** Whether the browser can measure audio levels. */
  readonly canMeasure: boolean;
  /** Whether the browser has answered the requests for the devices. */
  readonly isOpen: boolean;
}

/** The findings about microphone and camera. */
export function deviceFindings(facts: DeviceFacts): Finding[] {
  const { microphone, camera, isOpen } = facts;
  if (!isOpen && microphone.error === null && camera.error === null) {
    const isAsking = [microphone, camera].some(({ opening }) => opening === 'asking');
    const title = isAsking
      ? 'Your browser is asking for permission: allow it to go on'
      : 'Starting the microphone and the camera…';
    return [{ id: 'devices', status: 'running', title }];
  }
  const findings = [
    sourceFinding('microphone', microphone, facts.microphoneName),
    sourceFinding('camera', camera, facts.cameraName),
  ];
  if (microphone.on) findings.splice(1, 0, heardFinding(facts));
  return findings;
}

function heardFinding({ heard, canMeasure }: DeviceFacts): Finding {
  if (heard) return { id: 'heard', status: 'good', title: 'You can be heard' };
  if (!canMeasure) {
    return {
      id: 'heard',
      status: 'warning',
      title: 'This browser cannot measure how loud you are here',
      advice:
        'Some browsers need an audio output for that: connect a speaker or headphones, then check again. You can join without; ask the others whether they hear you.',
    };
  }
  return {
    id: 'heard',
    status: 'warning',
    title: 'You have not been heard yet',
    advice:
      'Say something: the bar moves. If it does not, unmute the microphone or choose another one below.',
  };
}

function sourceFinding(
  source: 'microphone' | 'camera',
  { on, error }: SourceState,
  name: string,
): Finding {
  if (on && error === null) {
    const works = `The ${source} works`;
    return { id: source, status: 'good', title: name === '' ? works : `${works}: ${name}` };
  }
  const [title, advice] = words(source, error ?? 'unknown');
  return { id: source, status: source === 'microphone' ? 'problem' : 'warning', title, advice };
}

function words(source: string, reason: MediaErrorReason): [title: string, advice: string] {
  switch (reason) {
    case 'permission-denied':
      return [
        `The browser may not use the ${source}`,
        'Allow it beside the address of this page or in the settings of the system, then check again.',
      ];
    case 'not-found':
    case 'lost':
      return [`No ${source} was found`, 'Plug one in and check again; you can join without.'];
    case 'system-muted':
      return [
        `The ${source} is ${systemMutedWords(source)}`,
        'Turn it on in the settings of the system or by the switch on it, then check again.',
      ];
    case 'in-use':
      return [`The ${source} is used by another program`, 'Close that program and check again.'];
    case 'insecure-context':
      return [
        `No ${source} without HTTPS`,
        'Open this page with https://; until then you can join to watch and listen.',
      ];
    case 'unsupported':
      return [
        `No ${source} in this browser`,
        'Open this page in a current Firefox, Chrome, Edge or Safari; until then you can join to watch and listen.',
      ];
    case 'unknown':
      return [
        `The ${source} could not be started`,
        'Choose another one below, or restart the browser.',
      ];
  }
}

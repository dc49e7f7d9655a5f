import Mic from '@mui/icons-material/Mic';
import MicOff from '@mui/icons-material/MicOff';
import Videocam from '@mui/icons-material/Videocam';
import VideocamOff from '@mui/icons-material/VideocamOff';
import { useCall, useCallPart } from '../../hooks/useCall';
import { useMayTurnOn } from '../../hooks/useMay';
import { deviceButtonName, isTurnedOn } from '../../call-ui/device-button-name';
import { ControlButton } from './ControlButton';

interface DeviceButtonProps {
  source: 'microphone' | 'camera';
  /** Called if the device cannot be used, to explain why. */
  onProblem: () => void;
}

const ICONS = {
  microphone: { on: <Mic />, off: <MicOff /> },
  camera: { on: <Videocam />, off: <VideocamOff /> },
};

const REFUSAL = 'A host has muted you. You can speak when a host asks you to.';

/** Turns microphone or camera on and off. Its name tells if the device cannot be used. */
export function DeviceButton({ source, onProblem }: DeviceButtonProps) {
  const call = useCall();
  const state = useCallPart(({ self }) => self[source]);
  const mayTurnOn = useMayTurnOn(source);
  const isOn = isTurnedOn(state);
  const works = isOn && state.error !== 'system-muted';
  const onClick = async (): Promise<void> => {
    await call.media.set(source, !isOn);
    const { self } = call.snapshot.get();
    if (!isOn && self[source].error !== null) onProblem();
  };
  return (
    <ControlButton
      name={deviceButtonName(source, state)}
      icon={works ? ICONS[source].on : ICONS[source].off}
      look={works ? 'plain' : 'off'}
      pending={state.pending}
      description={state.opening === 'asking' ? 'Your browser is asking for permission' : undefined}
      refusal={isOn || mayTurnOn ? undefined : REFUSAL}
      onClick={() => void onClick()}
    />
  );
}

import Mic from '@mui/icons-material/Mic';
import MicOff from '@mui/icons-material/MicOff';
import Videocam from '@mui/icons-material/Videocam';
import VideocamOff from '@mui/icons-material/VideocamOff';
import { useCall, useCallPart } from '../../hooks/useCall';
import { deviceButtonName } from '../../lib/device-button-name';
import { ControlButton } from './ControlButton';

interface DeviceButtonProps {
  source: 'microphone' | 'camera';
  /** The device cannot be used; say why and what to do. */
  onProblem: () => void;
}

const ICONS = {
  microphone: { on: <Mic />, off: <MicOff /> },
  camera: { on: <Videocam />, off: <VideocamOff /> },
};

/** Turns microphone or camera on and off; says so where there is none to turn on. */
export function DeviceButton({ source, onProblem }: DeviceButtonProps) {
  const call = useCall();
  const { on, pending, error } = useCallPart(({ self }) => self[source]);
  const works = on && error !== 'silenced';
  const onClick = async (): Promise<void> => {
    await call.media.set(source, !on);
    const { self } = call.snapshot.get();
    if (!on && self[source].error !== null) onProblem();
  };
  return (
    <ControlButton
      name={deviceButtonName(source, { on, error })}
      icon={works ? ICONS[source].on : ICONS[source].off}
      look={works ? 'plain' : 'off'}
      pending={pending}
      onClick={() => void onClick()}
    />
  );
}

import { useCall, useCallPart } from '../../hooks/useCall';
import { DeviceChoice } from '../../call-ui/DeviceChoice';

/** Lets the user choose microphone, camera and speaker, in the lobby and in the call. */
export function DevicePickers() {
  const call = useCall();
  const devices = useCallPart((snapshot) => snapshot.devices);
  const microphone = useCallPart(({ self }) => self.microphone);
  const camera = useCallPart(({ self }) => self.camera);
  return (
    <DeviceChoice
      devices={devices}
      microphone={microphone}
      camera={camera}
      onChoose={(role, id) => void call.media.choose(role, id)}
    />
  );
}

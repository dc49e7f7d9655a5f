import { useCall, useCallPart } from '../../hooks/useCall';
import { DeviceChoice } from '../../ui/DeviceChoice';

/** Which microphone, camera and speaker; before and in the call. */
export function DevicePickers() {
  const call = useCall();
  const devices = useCallPart((snapshot) => snapshot.devices);
  return (
    <DeviceChoice devices={devices} onChoose={(role, id) => void call.media.choose(role, id)} />
  );
}

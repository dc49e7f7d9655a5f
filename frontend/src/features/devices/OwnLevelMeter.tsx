import { useCall, useCallPart } from '../../hooks/useCall';
import { LevelMeter } from '../../ui/LevelMeter';

/** Shows the audio level of the user's microphone, in the lobby and in the call. */
export function OwnLevelMeter() {
  const call = useCall();
  const isOn = useCallPart(({ self }) => self.microphone.on);
  return <LevelMeter level={call.media.meter.level} isOn={isOn} />;
}

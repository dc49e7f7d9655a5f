import { useCall, useCallPart } from '../../hooks/useCall';
import { LevelMeter } from '../../ui/LevelMeter';

/** How loud one's own microphone is, before and in the call. */
export function OwnLevelMeter() {
  const call = useCall();
  const isOn = useCallPart(({ self }) => self.microphone.on);
  return <LevelMeter level={call.media.meter.level} isOn={isOn} />;
}

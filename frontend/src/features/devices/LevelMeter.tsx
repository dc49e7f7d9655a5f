import { useCall, useCallPart } from '../../hooks/useCall';
import { LevelMeter as Meter } from '../../ui/LevelMeter';

/** How loud one's own microphone is, before and in the call. */
export function LevelMeter() {
  const call = useCall();
  const isOn = useCallPart(({ self }) => self.microphone.on);
  return <Meter level={call.media.microphoneLevel} isOn={isOn} />;
}

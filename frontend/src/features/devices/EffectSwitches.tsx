import Stack from '@mui/material/Stack';
import type { EffectName, EffectState } from '../../call/local/track-processor';
import { useCall, useCallPart } from '../../hooks/useCall';
import { HintedSwitch } from '../../ui/HintedSwitch';

/** What is done to one's own sound and picture; loaded when it is first turned on. */
export function EffectSwitches() {
  const noiseSuppression = useCallPart(({ self }) => self.noiseSuppression);
  const backgroundBlur = useCallPart(({ self }) => self.backgroundBlur);
  return (
    <Stack sx={{ marginBlock: -0.5 }}>
      {typeof AudioWorkletNode !== 'undefined' && (
        <EffectSwitch
          effect="noiseSuppression"
          state={noiseSuppression}
          label="Strong noise suppression"
          hint="Keeps your voice, drops the rest"
        />
      )}
      {typeof OffscreenCanvas !== 'undefined' && (
        <EffectSwitch
          effect="backgroundBlur"
          state={backgroundBlur}
          label="Blur background"
          hint="Done on your device alone"
        />
      )}
    </Stack>
  );
}

interface EffectSwitchProps {
  effect: EffectName;
  state: EffectState;
  label: string;
  hint: string;
}

function EffectSwitch({ effect, state, label, hint }: EffectSwitchProps) {
  const call = useCall();
  return (
    <HintedSwitch
      label={label}
      hint={state === 'starting' ? 'Starting…' : hint}
      isLive
      isOn={state !== 'off'}
      onChange={(on) => void call.media.setEffect(effect, on)}
    />
  );
}

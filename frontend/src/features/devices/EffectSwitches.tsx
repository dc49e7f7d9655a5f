import Stack from '@mui/material/Stack';
import type { EffectName, EffectState } from '../../call/local/track-processor';
import { useCall, useCallPart } from '../../hooks/useCall';
import { HintedSwitch } from '../../ui/HintedSwitch';

/** Switches for the effects on the user's own audio and video. */
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
          hint="Keeps your voice and removes other sounds"
        />
      )}
      {typeof OffscreenCanvas !== 'undefined' && (
        <EffectSwitch
          effect="backgroundBlur"
          state={backgroundBlur}
          label="Blur background"
          hint="Runs on your device only"
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

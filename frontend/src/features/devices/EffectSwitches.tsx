import FormControlLabel from '@mui/material/FormControlLabel';
import Stack from '@mui/material/Stack';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import type { EffectName, EffectState } from '../../call/devices/track-effect';
import { useCall, useCallPart } from '../../hooks/useCall';

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
  const hintId = `${effect}-hint`;
  return (
    <FormControlLabel
      sx={{ alignItems: 'flex-start', marginRight: 0, paddingBlock: 0.5 }}
      control={
        <Switch
          checked={state !== 'off'}
          onChange={(_event, on) => void call.setEffect(effect, on)}
          slotProps={{ input: { 'aria-describedby': hintId, 'aria-label': label } }}
        />
      }
      label={
        <>
          <Typography component="span" sx={{ display: 'block', lineHeight: '38px' }}>
            {label}
          </Typography>
          <Typography
            component="span"
            id={hintId}
            variant="body2"
            aria-live="polite"
            sx={{ display: 'block', color: 'text.secondary', marginTop: -1 }}
          >
            {state === 'starting' ? 'Starting…' : hint}
          </Typography>
        </>
      }
    />
  );
}

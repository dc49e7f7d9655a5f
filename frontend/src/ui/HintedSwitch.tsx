import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useId } from 'react';

interface HintedSwitchProps {
  label: string;
  hint: string;
  /** Whether screen readers announce a change of the hint. */
  isLive?: boolean;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** A switch with an explanation below its name. */
export function HintedSwitch({ label, hint, isLive = false, isOn, onChange }: HintedSwitchProps) {
  const hintId = useId();
  return (
    <FormControlLabel
      sx={{ alignItems: 'flex-start', marginRight: 0, paddingBlock: 0.5 }}
      control={
        <Switch
          checked={isOn}
          onChange={(_event, on) => onChange(on)}
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
            {...(isLive && { 'aria-live': 'polite' })}
            sx={{ display: 'block', color: 'text.secondary', marginTop: -1 }}
          >
            {hint}
          </Typography>
        </>
      }
    />
  );
}

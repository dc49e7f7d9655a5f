import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { useCall, useCallPart } from '../../hooks/useCall';

const NAME = 'Low-connection mode';

/** For slow or paid-for lines, chosen before anything is received. */
export function LowConnectionSwitch() {
  const call = useCall();
  const isOn = useCallPart(({ lowConnection }) => lowConnection);
  const hintId = useId();
  return (
    <FormControlLabel
      sx={{ alignItems: 'flex-start', marginRight: 0, marginTop: -1 }}
      control={
        <Switch
          checked={isOn}
          onChange={(_event, on) => call.setLowConnection(on)}
          slotProps={{ input: { 'aria-describedby': hintId, 'aria-label': NAME } }}
        />
      }
      label={
        <>
          <Typography component="span" sx={{ display: 'block', lineHeight: '38px' }}>
            {NAME}
          </Typography>
          <Typography
            component="span"
            id={hintId}
            variant="body2"
            sx={{ display: 'block', color: 'text.secondary', marginTop: -1 }}
          >
            Sound first: no cameras are received
          </Typography>
        </>
      }
    />
  );
}

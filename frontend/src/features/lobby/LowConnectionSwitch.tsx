import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { useCall, useCallPart } from '../../hooks/useCall';

/** For slow or paid-for lines, chosen before anything is received. */
export function LowConnectionSwitch() {
  const call = useCall();
  const isOn = useCallPart(({ lowConnection }) => lowConnection);
  const hintId = useId();
  return (
    <Box>
      <FormControlLabel
        control={
          <Switch
            checked={isOn}
            color="secondary"
            onChange={(_, checked) => call.setLowConnection(checked)}
            slotProps={{ input: { 'aria-describedby': hintId } }}
          />
        }
        label="Low-connection mode"
      />
      <Typography id={hintId} variant="body2" sx={{ color: 'text.secondary' }}>
        Sound first: no cameras are received.
      </Typography>
    </Box>
  );
}

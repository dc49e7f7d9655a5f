import Box from '@mui/material/Box';
import { useCall, useCallPart } from '../../hooks/useCall';
import { HintedSwitch } from '../../ui/HintedSwitch';

/** For slow or paid-for lines, chosen before anything is received. */
export function LowConnectionSwitch() {
  const call = useCall();
  const isOn = useCallPart(({ lowConnection }) => lowConnection);
  return (
    // Stands under the other switches as if it were one of them.
    <Box sx={{ marginTop: -1.5, marginBottom: -0.5 }}>
      <HintedSwitch
        label="Low-connection mode"
        hint="Sound first: no cameras are received"
        isOn={isOn}
        onChange={(on) => call.lowConnection.set(on)}
      />
    </Box>
  );
}

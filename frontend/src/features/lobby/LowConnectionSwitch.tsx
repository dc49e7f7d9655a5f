import Box from '@mui/material/Box';
import { useCall, useCallPart } from '../../hooks/useCall';
import { HintedSwitch } from '../../ui/HintedSwitch';

/** Turns the low-connection mode on before any media is received. */
export function LowConnectionSwitch() {
  const call = useCall();
  const isOn = useCallPart(({ lowConnection }) => lowConnection);
  return (
    // The margins place it like the switches above it.
    <Box sx={{ marginTop: -1.5, marginBottom: -0.5 }}>
      <HintedSwitch
        label="Low-connection mode"
        hint="Audio first: no cameras are received"
        isOn={isOn}
        onChange={(on) => call.lowConnection.set(on)}
      />
    </Box>
  );
}

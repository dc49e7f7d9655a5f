import DataSaverOn from '@mui/icons-material/DataSaverOn';
import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import { useCall, useCallPart } from '../../hooks/useCall';
import { useValue } from '../../hooks/useValue';
import { formatBytes } from '../../lib/format-amounts';

/** Shows that the low-connection mode is on, and how much data the call has used. */
export function LowConnectionIndicator() {
  const isOn = useCallPart(({ lowConnection }) => lowConnection);
  return isOn ? <Meter /> : null;
}

function Meter() {
  const { sentBytes, receivedBytes } = useValue(useCall().statistics.dataUsed);
  return (
    <Tooltip title="Low-connection mode: no cameras are received">
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          alignSelf: 'center',
          gap: 0.5,
          flexShrink: 0,
          marginInlineStart: 'auto',
          paddingInline: 1,
          borderRadius: '8px',
          bgcolor: 'background.paper',
          fontSize: 13,
          fontVariantNumeric: 'tabular-nums',
        }}
      >
        <DataSaverOn titleAccess="Low-connection mode" sx={{ fontSize: 16, color: '#4cc38a' }} />
        <span>Data used: {formatBytes(sentBytes + receivedBytes)}</span>
      </Box>
    </Tooltip>
  );
}

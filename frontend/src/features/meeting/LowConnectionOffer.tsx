import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useCall, useCallPart } from '../../hooks/useCall';

/** Offers the low-connection mode if it would help, without covering the call. */
export function LowConnectionOffer() {
  const call = useCall();
  const isOffered = useCallPart(({ offersLowConnection }) => offersLowConnection);
  return (
    <Box role="status" aria-live="polite">
      {isOffered && (
        <Box
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            alignItems: 'center',
            justifyContent: 'center',
            columnGap: 2,
            rowGap: 0.5,
            paddingBlock: 0.75,
            paddingInline: 2,
            bgcolor: 'background.paper',
          }}
        >
          <Typography sx={{ fontSize: 14 }}>
            Your connection is poor. Pausing the others’ cameras leaves more room for audio.
          </Typography>
          <Box sx={{ display: 'flex', gap: 1 }}>
            <Button size="small" variant="contained" onClick={() => call.lowConnection.set(true)}>
              Turn on low-connection mode
            </Button>
            <Button size="small" onClick={() => call.lowConnection.declineOffer()}>
              Not now
            </Button>
          </Box>
        </Box>
      )}
    </Box>
  );
}

import Box from '@mui/material/Box';
import { useCallPart } from '../../hooks/useCall';
import { useDropSound } from './useDropSound';

/** While the server cannot be reached: media between the browsers goes on. */
export function ConnectionBanner() {
  const isLost = useCallPart(({ phase }) => phase === 'reconnecting');
  const isAlone = useCallPart(
    ({ remotes }) => remotes.length > 0 && remotes.every(({ quality }) => quality === 'lost'),
  );
  useDropSound();
  return (
    <Box role="status" aria-live="polite">
      {isLost && (
        <Box
          sx={{
            paddingBlock: 0.75,
            paddingInline: 2,
            textAlign: 'center',
            fontSize: 14,
            fontWeight: 560,
            bgcolor: '#f5c451',
            color: '#101418',
          }}
        >
          {isAlone
            ? 'You are cut off. Your seat is held; reconnecting…'
            : 'Connection to the server lost. The call goes on; reconnecting…'}
        </Box>
      )}
    </Box>
  );
}

import Lock from '@mui/icons-material/LockOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useCallPart } from '../../hooks/useCall';

const DIRECT =
  'Audio, video and shared screens are encrypted from browser to browser; the server can read and ' +
  'keeps the chat and who attended. Equal safety codes on both sides mean that nobody is in between.';
const FORWARDED =
  'This meeting is large, so the server forwards audio, video and shared screens. They are ' +
  'encrypted between each browser and the server, but not from the server itself. It keeps only the ' +
  'chat and who attended. There are no safety codes, because no browsers are connected directly.';

/** Says what is encrypted between whom. */
export function EncryptionNotice() {
  const isForwarded = useCallPart(({ route }) => route.kind === 'sfu');
  return (
    <Box sx={{ display: 'flex', gap: 1.5, padding: 2, color: 'text.secondary' }}>
      <Lock fontSize="small" sx={{ marginTop: '2px' }} />
      <Typography variant="body2">{isForwarded ? FORWARDED : DIRECT}</Typography>
    </Box>
  );
}

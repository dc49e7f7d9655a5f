import Lock from '@mui/icons-material/LockOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { CallSnapshot } from '../../call/session/call-snapshot';
import { useCallPart } from '../../hooks/useCall';

const DIRECT =
  'Audio, video and shared screens are encrypted from browser to browser; the server can read and ' +
  'keeps the chat and who attended. Equal safety codes on both sides mean that nobody is in between.';
const FORWARDED =
  'This meeting is large, so the server forwards audio, video and shared screens. They are ' +
  'encrypted between each browser and the server, but not from the server itself. It keeps only the ' +
  'chat and who attended. There are no safety codes, because no browsers are connected directly.';

const FORWARDED_ENCRYPTED =
  'This meeting is large, so the server forwards audio, video and shared screens. They are ' +
  'end-to-end encrypted with the key in the invite link, which the server does not have. It keeps ' +
  'the chat and who attended, and can read both. There are no safety codes, because no browsers are ' +
  'connected directly.';
const STAYS = ' When the meeting grows, they stay end-to-end encrypted.';
const LIMITED =
  ' It holds up to 9 people now, because a browser in it cannot encrypt through the server.';

/** Says what is encrypted between whom. */
export function EncryptionNotice() {
  const words = useCallPart(wordsOf);
  return (
    <Box sx={{ display: 'flex', gap: 1.5, padding: 2, color: 'text.secondary' }}>
      <Lock fontSize="small" sx={{ marginTop: '2px' }} />
      <Typography variant="body2">{words}</Typography>
    </Box>
  );
}

function wordsOf({ route, meeting, isEncryptionLimited }: CallSnapshot): string {
  const isEncrypted = meeting?.room.keyCheck !== undefined;
  if (route.kind === 'sfu') return isEncrypted ? FORWARDED_ENCRYPTED : FORWARDED;
  if (!isEncrypted) return DIRECT;
  return DIRECT + (isEncryptionLimited ? LIMITED : STAYS);
}

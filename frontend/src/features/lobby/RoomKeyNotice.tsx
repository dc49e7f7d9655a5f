import Lock from '@mui/icons-material/LockOutlined';
import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { EncryptionProblem } from '../../core/room-key';
import { errorMessage } from '../../lib/error-messages';
import { ApiClientError } from '../../lib/api-client-error';
import { roomKeys } from '../../lib/room-keys';

const TITLES: Record<EncryptionProblem, string> = {
  ROOM_KEY_MISSING: 'You need the whole invite link',
  ROOM_KEY_WRONG: 'Your link has another key',
  ENCRYPTION_ENDED: 'This room is not encrypted any more',
  ENCRYPTION_UNSUPPORTED: 'This browser cannot take part',
  HTTPS_NEEDED: 'This page needs HTTPS',
};

interface RoomKeyNoticeProps {
  code: string;
  problem: EncryptionProblem;
}

/** Takes the place of the join button while this device may not take part in an encrypted room. */
export function RoomKeyNotice({ code, problem }: RoomKeyNoticeProps) {
  return (
    <Alert severity="warning" variant="outlined" role="alert" sx={{ color: 'text.primary' }}>
      <AlertTitle>{TITLES[problem]}</AlertTitle>
      {errorMessage(new ApiClientError({ code: problem, message: '' }))}
      {problem === 'ENCRYPTION_ENDED' && (
        <Button
          size="small"
          color="inherit"
          variant="outlined"
          sx={{ display: 'block', marginTop: 1.5 }}
          onClick={() => roomKeys.forget(code)}
        >
          Go on without encryption
        </Button>
      )}
    </Alert>
  );
}

/** Says below the name of the room that it is encrypted. */
export function EncryptedLine() {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.75, color: 'text.secondary' }}>
      <Lock sx={{ fontSize: 18 }} />
      <Typography>End-to-end encrypted</Typography>
    </Box>
  );
}

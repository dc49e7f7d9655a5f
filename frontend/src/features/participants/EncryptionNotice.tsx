import Lock from '@mui/icons-material/LockOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

/** Says what is encrypted between whom. */
export function EncryptionNotice() {
  return (
    <Box sx={{ display: 'flex', gap: 1.5, padding: 2, color: 'text.secondary' }}>
      <Lock fontSize="small" sx={{ marginTop: '2px' }} />
      <Typography variant="body2">
        Audio, video and screens are encrypted from browser to browser, which equal safety codes on
        both sides confirm; the server connects you, and can read and keeps the chat and who was
        here.
      </Typography>
    </Box>
  );
}

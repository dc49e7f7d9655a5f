import Lock from '@mui/icons-material/LockOutlined';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';

/** Says what is encrypted between whom. */
export function EncryptionNotice() {
  return (
    <Box sx={{ display: 'flex', gap: 1.5, padding: 2, color: 'text.secondary' }}>
      <Lock fontSize="small" sx={{ marginTop: '2px' }} />
      <Typography variant="body2">
        Audio, video and shared screens are encrypted from browser to browser; the server can read
        and keeps the chat and who attended. Equal safety codes on both sides mean that nobody is in
        between.
      </Typography>
    </Box>
  );
}

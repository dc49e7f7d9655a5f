import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { JoinForm } from '../features/rooms/JoinForm';

/** A form for a meeting code, below the forms for signing in and registering. */
export function SignedOutHints() {
  return (
    <Box
      component="section"
      aria-label="Join a meeting"
      sx={{
        width: '100%',
        maxWidth: 400,
        marginInline: 'auto',
        marginTop: 4,
        paddingTop: 3,
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      <Typography sx={{ color: 'text.secondary', marginBottom: 2 }}>
        Were you invited? Enter the code, and join with your name or your account.
      </Typography>
      <JoinForm />
    </Box>
  );
}

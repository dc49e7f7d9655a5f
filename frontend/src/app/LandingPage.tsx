import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useEffect } from 'react';
import { Link as RouterLink } from 'react-router';
import { JoinForm } from '../features/rooms/JoinForm';
import { paths } from '../lib/paths';
import { LandingPicture } from './LandingPicture';

/** What Parley is, for those who are not signed in. */
export function LandingPage() {
  useEffect(() => {
    document.title = 'Parley';
  }, []);
  return (
    <Box
      sx={{
        marginBlock: 'auto',
        display: 'grid',
        gap: { xs: 5, md: 8 },
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1fr) minmax(0, 1fr)' },
        alignItems: 'center',
      }}
    >
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 3, maxWidth: 480 }}>
        <Typography variant="h1" sx={{ fontSize: { xs: '2.25rem', sm: '3rem' }, lineHeight: 1.08 }}>
          Talk now, find it again later.
        </Typography>
        <Typography sx={{ fontSize: '1.125rem', color: 'text.secondary' }}>
          Parley is video meetings with chat on a server of your own. It keeps a record of who was
          there, for how long and what was written; sound and pictures are never recorded.
        </Typography>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
          <Button component={RouterLink} to={paths.register} variant="contained" size="large">
            Create account
          </Button>
          <Button component={RouterLink} to={paths.login} variant="outlined" size="large">
            Sign in
          </Button>
        </Box>
        <Box component="section" aria-label="Go to a meeting" sx={{ marginTop: 2 }}>
          <Typography sx={{ marginBottom: 1.5, color: 'text.secondary' }}>
            Were you invited? You sign in on the way.
          </Typography>
          <JoinForm />
        </Box>
      </Box>
      <LandingPicture />
    </Box>
  );
}

import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useEffect } from 'react';
import { Link as RouterLink } from 'react-router';
import { JoinForm } from '../features/rooms/JoinForm';
import { paths } from '../lib/paths';
import { LandingIllustration } from './LandingIllustration';

const PROMISES = [
  'Runs in the browser, nothing to install',
  'Audio and video are never recorded',
  'Attendance and chat stay in your history',
];

/** The page for signed-out browsers: what Parley is, and a form for a code or link. */
export function LandingPage() {
  useEffect(() => {
    document.title = 'Parley';
    // The inline script of the prerendered page stops handling the form.
    window.dispatchEvent(new Event('parley:landed'));
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
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 3, maxWidth: 520 }}>
        <Box>
          <Typography
            variant="h1"
            sx={{ fontSize: { xs: '2rem', sm: '2.75rem' }, lineHeight: 1.1, textWrap: 'balance' }}
          >
            Video meetings on a server of your own
          </Typography>
          <Typography
            sx={{ fontSize: { xs: '1rem', sm: '1.125rem' }, color: 'text.secondary', marginTop: 2 }}
          >
            Talk face to face with chat beside it, and find every meeting again later.
          </Typography>
        </Box>
        <Box component="section" aria-label="Join a meeting">
          <Typography variant="h3" component="h2" sx={{ marginBottom: 1.5 }}>
            Were you invited?
          </Typography>
          <JoinForm isMain />
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
          <Typography sx={{ color: 'text.secondary', width: '100%' }}>
            To start meetings of your own, you need an account.
          </Typography>
          <Button component={RouterLink} to={paths.register} variant="outlined" size="large">
            Create account
          </Button>
          <Button component={RouterLink} to={paths.login} size="large" sx={{ paddingInline: 2 }}>
            Sign in
          </Button>
        </Box>
      </Box>
      <LandingIllustration />
      <Box
        component="ul"
        sx={{
          gridColumn: '1 / -1',
          margin: 0,
          padding: 0,
          paddingTop: 3,
          borderTop: 1,
          borderColor: 'divider',
          listStyle: 'none',
          display: 'grid',
          gap: { xs: 1.5, sm: 4 },
          gridTemplateColumns: { sm: 'repeat(3, 1fr)' },
          color: 'text.secondary',
        }}
      >
        {PROMISES.map((promise) => (
          <li key={promise}>{promise}</li>
        ))}
      </Box>
    </Box>
  );
}

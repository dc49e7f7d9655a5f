import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { Link as RouterLink, useLocation } from 'react-router';
import { useCallPart } from '../hooks/useCall';
import { withNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { waitingWords } from './waiting-words';

/** Explains a problem before the join and links to the connection check. */
export function ServerTrouble() {
  const error = useCallPart((snapshot) => snapshot.error);
  const { pathname } = useLocation();
  return (
    // Always rendered: some screen readers ignore a live region that appears together with its text.
    <Box role="status">
      {error && (
        <Alert
          severity="warning"
          variant="outlined"
          role="none"
          sx={{ marginTop: 1, color: 'text.primary', textAlign: 'start' }}
        >
          {waitingWords(error)}{' '}
          <Link component={RouterLink} to={withNextPath(paths.check, pathname)}>
            Find out why
          </Link>
        </Alert>
      )}
    </Box>
  );
}

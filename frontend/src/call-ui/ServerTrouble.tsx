import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { Link as RouterLink, useLocation } from 'react-router';
import { useCallPart } from '../hooks/useCall';
import { withNextPath } from '../lib/next-path';
import { paths } from '../lib/paths';
import { waitingWords } from './waiting-words';

/** Before joining: why it does not go on, and where to look. */
export function ServerTrouble() {
  const error = useCallPart((snapshot) => snapshot.error);
  const { pathname } = useLocation();
  return (
    // Always there: a live region that comes with its words is not read by every screen reader.
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

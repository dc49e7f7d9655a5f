import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router';
import { useUser } from '../../hooks/useSession';
import { withNextPath } from '../../lib/next-path';
import { paths } from '../../lib/paths';
import { connectionFindings, measurementWords, type ConnectionCheck } from './connection-findings';
import { FindingList } from './FindingList';
import { sfuFindings, type SfuCheck } from './sfu-findings';

/** The connection to server, relay and SFU, and the expected quality; signed out, the server only. */
export function ConnectionSection({ check, sfu }: { check: ConnectionCheck; sfu: SfuCheck }) {
  const user = useUser();
  if (check.step === 'idle' && user !== null) {
    return (
      <Typography sx={{ color: 'text.secondary' }}>
        Data goes through the relay, which carries calls where no direct way exists, and then a
        small video through the server for large meetings, and back: about one megabyte.
      </Typography>
    );
  }
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <div aria-live="polite">
        <FindingList findings={[...connectionFindings(check), ...sfuFindings(sfu)]} />
      </div>
      {check.step === 'measured' && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {measurementWords(check.measurement)}
        </Typography>
      )}
      {user === null && (
        <Typography sx={{ color: 'text.secondary' }}>
          <Link component={RouterLink} to={withNextPath(paths.login, paths.check)}>
            Sign in
          </Link>{' '}
          to measure the connection as well.
        </Typography>
      )}
    </Box>
  );
}

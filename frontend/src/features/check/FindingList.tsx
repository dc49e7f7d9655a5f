import CheckCircle from '@mui/icons-material/CheckCircle';
import ErrorOutline from '@mui/icons-material/ErrorOutlineOutlined';
import WarningAmber from '@mui/icons-material/WarningAmber';
import Box from '@mui/material/Box';
import CircularProgress from '@mui/material/CircularProgress';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import type { Finding } from './finding';

/** A list of findings with their advice. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <Box
      component="ul"
      sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 1.5 }}
    >
      {findings.map((finding) => (
        <Box component="li" key={finding.id} sx={{ display: 'flex', gap: 1.5, minWidth: 0 }}>
          <Box sx={{ flex: 'none', width: 22, height: 22, display: 'grid', placeItems: 'center' }}>
            <StatusIcon status={finding.status} />
          </Box>
          <Box sx={{ minWidth: 0 }}>
            <Typography sx={{ overflowWrap: 'anywhere' }}>{finding.title}</Typography>
            {finding.advice !== undefined && (
              <Typography variant="body2" sx={{ color: 'text.secondary', marginTop: 0.25 }}>
                {finding.advice}
              </Typography>
            )}
            {finding.link !== undefined && (
              <Link href={finding.link.href} variant="body2">
                {finding.link.words}
              </Link>
            )}
          </Box>
        </Box>
      ))}
    </Box>
  );
}

function StatusIcon({ status }: { status: Finding['status'] }) {
  switch (status) {
    case 'good':
      return <CheckCircle titleAccess="Good" fontSize="small" color="success" />;
    case 'warning':
      return <WarningAmber titleAccess="Attention" fontSize="small" color="warning" />;
    case 'problem':
      return <ErrorOutline titleAccess="Problem" fontSize="small" color="error" />;
    case 'running':
      return <CircularProgress aria-label="Under way" size={16} color="inherit" />;
  }
}

import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link as RouterLink, useSearchParams } from 'react-router';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { useUser } from '../../hooks/useSession';
import { readNextPath } from '../../lib/next-path';
import { Section } from '../../ui/Section';
import { browserFindings, readCapabilities } from './browser-findings';
import { ConnectionSection } from './ConnectionSection';
import { DeviceSection } from './DeviceSection';
import { FindingList } from './FindingList';
import { useConnectionCheck } from './useConnectionCheck';
import { useDeviceCheck } from './useDeviceCheck';

/** `/check`: tells users before a call whether it will work. */
export function CheckPage() {
  useDocumentTitle('Check before a call');
  const user = useUser();
  const [search] = useSearchParams();
  const next = readNextPath(search);
  const back = next.startsWith('/r/') ? next : null;
  const [run, setRun] = useState(0);
  const devices = useDeviceCheck(run);
  const { connection, sfu } = useConnectionCheck(run, user !== null);
  const isRunning =
    (devices !== null && !devices.isOpen) ||
    ['connecting', 'measuring'].includes(connection.step) ||
    sfu.step === 'running';
  return (
    <Box sx={{ display: 'grid', gap: 4, width: '100%', maxWidth: 640, marginInline: 'auto' }}>
      <Box sx={{ display: 'grid', gap: 1.5, justifyItems: 'start' }}>
        <Typography variant="h1">Check before a call</Typography>
        <Typography sx={{ color: 'text.secondary' }}>
          See whether others will see and hear you from here. Nobody is called.
        </Typography>
        <Button
          variant="contained"
          size="large"
          loading={isRunning}
          onClick={() => setRun((count) => count + 1)}
        >
          {run === 0 ? 'Start check' : 'Check again'}
        </Button>
        {back !== null && (
          <Link component={RouterLink} to={back}>
            Back to the meeting
          </Link>
        )}
      </Box>
      <Section title="Browser">
        <FindingList findings={browserFindings(readCapabilities())} />
      </Section>
      <Section title="Microphone, camera and speaker">
        {devices === null ? (
          <Typography sx={{ color: 'text.secondary' }}>
            The browser will ask whether this page may use them.
          </Typography>
        ) : (
          <DeviceSection {...devices} />
        )}
      </Section>
      <Section title="Connection">
        <ConnectionSection check={connection} sfu={sfu} />
      </Section>
    </Box>
  );
}

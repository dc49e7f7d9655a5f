import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { nameLabel } from '@parley/shared/participants';
import { useId } from 'react';
import type { ConnectionStatistics } from '../../call/quality/statistics';
import { useCallPart } from '../../hooks/useCall';
import { formatBitrate, formatMilliseconds } from '../../lib/format-amounts';
import { isolate } from '../../lib/isolate';
import { QualityIndicator } from '../../call-ui/QualityIndicator';
import { Facts } from './Facts';
import { orUnknown, pathWords } from './statistics-words';
import { StreamTable } from './StreamTable';

/** The connection to one person: its path, and what travels on it. */
export function PersonStatistics({ connection }: { connection: ConnectionStatistics }) {
  const { participantId, path, streams } = connection;
  const headingId = useId();
  const remote = useCallPart(({ remotes }) =>
    remotes.find(({ participant }) => participant.id === participantId),
  );
  const name = remote ? nameLabel(remote.participant) : 'Everybody';
  return (
    <Box
      component="section"
      aria-labelledby={headingId}
      sx={{ marginTop: 2, paddingTop: 1.5, borderTop: 1, borderColor: 'divider' }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, marginBottom: 0.5 }}>
        <Typography id={headingId} variant="h3" noWrap dir="auto" title={name} sx={{ minWidth: 0 }}>
          {name}
        </Typography>
        {remote && (
          <QualityIndicator
            name={isolate(name)}
            quality={remote.quality}
            cause={remote.qualityCause}
          />
        )}
      </Box>
      {path === null ? (
        <Typography sx={{ fontSize: 13, color: 'text.secondary' }}>Not connected.</Typography>
      ) : (
        <>
          <Facts
            facts={[
              ['Path', pathWords(path)],
              ['Round trip', orUnknown(path.roundTripTime, formatMilliseconds)],
              ['Available to send', orUnknown(path.availableOutgoingBitrate, formatBitrate)],
            ]}
          />
          <StreamTable name={isolate(name)} streams={streams.filter(({ active }) => active)} />
        </>
      )}
    </Box>
  );
}

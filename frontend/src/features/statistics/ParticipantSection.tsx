import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { nameLabel } from '@parley/shared/participants';
import { useId } from 'react';
import { useCallPart } from '../../hooks/useCall';
import { formatBitrate, formatMilliseconds } from '../../lib/format-amounts';
import { isolate } from '../../lib/isolate';
import { QualityIndicator } from '../../call-ui/QualityIndicator';
import { Facts } from './Facts';
import type { ParticipantStatistics } from './participant-statistics';
import { candidatePairWords, orUnknown } from './statistics-words';
import { StreamTable } from './StreamTable';

/**
 * One participant, or the SFU: the candidate pair of the connection to them, if there is one, and
 * their active streams.
 */
export function ParticipantSection({ statistics }: { statistics: ParticipantStatistics }) {
  const { participantId, connection, streams } = statistics;
  const pair = connection?.candidatePair ?? null;
  const headingId = useId();
  const remote = useCallPart(({ remotes }) =>
    remotes.find(({ participant }) => participant.id === participantId),
  );
  const name = remote ? nameLabel(remote.participant) : 'Media server (SFU)';
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
      {connection !== null && pair === null && (
        <Typography sx={{ fontSize: 13, color: 'text.secondary' }}>Not connected.</Typography>
      )}
      {pair !== null && (
        <Facts
          facts={[
            ['Connection', candidatePairWords(pair, connection?.participantId ?? null)],
            ['Round trip', orUnknown(pair.roundTripTime, formatMilliseconds)],
            ['Available to send', orUnknown(pair.availableOutgoingBitrate, formatBitrate)],
          ]}
        />
      )}
      {(connection === null || pair !== null) && (
        <StreamTable name={isolate(name)} streams={streams.filter(({ active }) => active)} />
      )}
    </Box>
  );
}

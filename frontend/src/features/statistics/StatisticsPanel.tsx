import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useSnackbar } from 'notistack';
import type { CallSnapshot } from '../../call/session/call-snapshot';
import { useCall, useCallPart } from '../../hooks/useCall';
import { useValue } from '../../hooks/useValue';
import { copyText } from '../../lib/copy-text';
import { formatBitrate, formatBytes } from '../../lib/format-amounts';
import { qualityWords } from '../../call-ui/quality-words';
import { serverClock } from '../../lib/server-clock';
import { CopyDebugLog } from '../../ui/CopyDebugLog';
import { ParticipantSection } from './ParticipantSection';
import { byParticipant } from './participant-statistics';
import { Facts } from './Facts';
import { orUnknown } from './statistics-words';
import { statisticsText } from './statistics-text';
import { useStatistics } from './useStatistics';

/** The statistics of the call for engineers, with a section for each participant. */
export function StatisticsPanel() {
  const call = useCall();
  const statistics = useStatistics();
  const participants = byParticipant(statistics);
  const own = useCallPart(({ ownQuality }) => ownQuality);
  const route = useCallPart((snapshot) => snapshot.route);
  const encryption = useCallPart(encryptionWords);
  const dataUsed = useValue(call.statistics.dataUsed);
  const { enqueueSnackbar } = useSnackbar();
  const copy = async (): Promise<void> => {
    const at = new Date(serverClock.now()).toISOString();
    const { userAgent } = navigator;
    const done = await copyText(statisticsText({ statistics, dataUsed, own, at, userAgent }));
    enqueueSnackbar(
      done ? 'Statistics copied, without names or addresses.' : 'They could not be copied.',
      { variant: done ? 'default' : 'error' },
    );
  };
  const { sentBytes, receivedBytes } = dataUsed;
  return (
    <Box
      tabIndex={0}
      role="region"
      aria-label="Statistics of the call"
      sx={{ overflowY: 'auto', paddingInline: 2, paddingBottom: 2, flex: 1, minHeight: 0 }}
    >
      <Facts
        facts={[
          ['Your connection', qualityWords(own.quality, own.cause)],
          ['Route', route.kind === 'sfu' ? 'through the media server' : 'from browser to browser'],
          ['Encryption', encryption],
          ['Sent now', orUnknown(statistics.sentBitrate, formatBitrate)],
          ['Received now', orUnknown(statistics.receivedBitrate, formatBitrate)],
          ['Data used', formatBytes(sentBytes + receivedBytes)],
        ]}
      />
      {route.kind === 'mesh' && route.trouble !== null && (
        <Typography sx={{ fontSize: 13, color: 'text.secondary', paddingTop: 1 }}>
          Your network does not reach the media server: it seems to block UDP and TCP to its ports.
          You are connected to the others from browser to browser.
        </Typography>
      )}
      {participants.length === 0 && (
        <Typography sx={{ color: 'text.secondary', paddingBlock: 2 }}>
          You are alone. The connection to each participant will be shown here.
        </Typography>
      )}
      {participants.map((one) => (
        <ParticipantSection key={one.participantId} statistics={one} />
      ))}
      <Button size="small" variant="outlined" fullWidth onClick={() => void copy()} sx={{ mt: 2 }}>
        Copy as text
      </Button>
      <CopyDebugLog size="small" fullWidth sx={{ mt: 1 }} />
    </Box>
  );
}

function encryptionWords({ route, meeting }: CallSnapshot): string {
  if (route.kind === 'mesh') return 'end-to-end, between browsers';
  return meeting?.room.keyCheck === undefined
    ? 'to the server'
    : 'end-to-end, with the key of the link';
}

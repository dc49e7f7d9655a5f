import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { MeetingRecord } from '@parley/shared/history';
import { idSchema } from '@parley/shared/text';
import { Link as RouterLink, useParams } from 'react-router';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { hasCode } from '../../lib/api-client-error';
import { MEETING_RUNNING } from '../../lib/error-messages';
import { formatDate, formatDuration, formatTime, formatTimeRange } from '../../lib/format';
import { paths } from '../../lib/paths';
import { EmptyState } from '../../ui/EmptyState';
import { LiveIndicator } from '../../ui/LiveIndicator';
import { LoadError } from '../../ui/LoadError';
import { NotFoundPage } from '../../ui/NotFoundPage';
import { PageSkeleton } from '../../ui/PageSkeleton';
import { AttendanceList } from './AttendanceList';
import { HostActionList } from './HostActionList';
import { useMeeting } from './history-api';
import { MeetingChat } from './MeetingChat';
import { PrintButton } from './PrintButton';
import { RoomIsDeleted } from './RoomIsDeleted';

/** The record of one meeting. */
export function MeetingPage() {
  const { id = '' } = useParams();
  return idSchema.safeParse(id).success ? <MeetingById id={id} /> : <NoSuchMeeting />;
}

function MeetingById({ id }: { id: string }) {
  const meeting = useMeeting(id);
  if (meeting.isPending) return <PageSkeleton />;
  if (meeting.data !== undefined) return <Record meeting={meeting.data.meeting} />;
  if (hasCode(meeting.error, 'NOT_FOUND', 'VALIDATION_FAILED')) return <NoSuchMeeting />;
  return <LoadError error={meeting.error} onRetry={() => void meeting.refetch()} />;
}

function NoSuchMeeting() {
  return (
    <NotFoundPage
      title="This meeting is not here"
      text="There is no such meeting, or it is not one of yours."
    />
  );
}

function Record({ meeting }: { meeting: MeetingRecord }) {
  useDocumentTitle(meeting.room.name);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 4 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'flex-start' }}>
        <Box sx={{ flexGrow: 1, minWidth: 0 }}>
          <Typography variant="h1" sx={{ overflowWrap: 'anywhere' }}>
            <bdi>{meeting.room.name}</bdi>
          </Typography>
          <Typography sx={{ color: 'text.secondary', marginTop: 0.5 }}>
            {formatDate(meeting.startedAt)}
          </Typography>
          <Duration meeting={meeting} />
        </Box>
        {meeting.isRestricted !== true && <PrintButton id={meeting.id} />}
        {meeting.room.exists ? (
          <Button component={RouterLink} to={paths.room(meeting.room.code)} variant="contained">
            {meeting.endedAt === null ? 'Join' : 'Meet again'}
          </Button>
        ) : (
          <RoomIsDeleted />
        )}
      </Box>
      {meeting.isRestricted === true ? (
        <RunningWithoutYou meeting={meeting} />
      ) : (
        <Box
          sx={{
            display: 'grid',
            gap: 4,
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 5fr) minmax(0, 6fr)' },
            alignItems: 'start',
            '@media print': { display: 'block', '& > * + *': { marginTop: 4 } },
          }}
        >
          <Box sx={{ display: 'grid', gap: 4 }}>
            <AttendanceList attendances={meeting.attendances} />
            <HostActionList actions={meeting.hostActions} />
          </Box>
          <MeetingChat id={meeting.id} />
        </Box>
      )}
    </Box>
  );
}

/** The record of a running meeting for a user who is not in it: only their own attendance. */
function RunningWithoutYou({ meeting }: { meeting: MeetingRecord }) {
  return (
    <>
      <EmptyState text={MEETING_RUNNING} />
      {meeting.attendances.length > 0 && (
        <AttendanceList title="Your attendance" attendances={meeting.attendances} />
      )}
    </>
  );
}

function Duration({ meeting }: { meeting: MeetingRecord }) {
  if (meeting.endedAt === null) {
    return (
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
        <LiveIndicator />
        <Typography sx={{ color: 'text.secondary' }}>
          since {formatTime(meeting.startedAt)}
        </Typography>
      </Box>
    );
  }
  const ending = {
    everyone_left: null,
    server_lost: 'ended by a fault of the server',
    room_deleted: 'ended because the room was deleted',
    ended_by_host: 'ended by a host',
  }[meeting.endReason ?? 'everyone_left'];
  return (
    <Typography sx={{ color: 'text.secondary' }}>
      {[
        formatTimeRange(meeting.startedAt, meeting.endedAt),
        formatDuration(meeting.durationSeconds),
        ...(ending === null ? [] : [ending]),
      ].join(' · ')}
    </Typography>
  );
}

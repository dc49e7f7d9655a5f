import Box from '@mui/material/Box';
import type { MeetingRecord } from '@parley/shared/history';
import { idSchema } from '@parley/shared/text';
import { useParams } from 'react-router';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import { hasCode } from '../../lib/api-client-error';
import { MEETING_RUNNING } from '../../lib/error-messages';
import { EmptyState } from '../../ui/EmptyState';
import { LoadError } from '../../ui/LoadError';
import { NotFoundPage } from '../../ui/NotFoundPage';
import { PageSkeleton } from '../../ui/PageSkeleton';
import { ExportMenu } from './ExportMenu';
import { useMeeting } from './history-api';
import { PeopleSection } from './record/PeopleSection';
import { Record } from './record/Record';
import { RecordHeader } from './record/RecordHeader';
import { ShareButton } from './share/ShareButton';
import { useMeetingLines } from './record/useLines';

/** The record of one meeting. */
export function MeetingPage() {
  const { id = '' } = useParams();
  return idSchema.safeParse(id).success ? <MeetingById key={id} id={id} /> : <NoSuchMeeting />;
}

function MeetingById({ id }: { id: string }) {
  const meeting = useMeeting(id);
  const record = meeting.data?.meeting;
  // Both requests leave at the same time; a record that is not open has no lines.
  const lines = useMeetingLines(id, {
    count: record?.messageCount,
    isOpen: record?.isRestricted !== true && record?.isOutline !== true,
  });
  if (meeting.isPending) return <PageSkeleton />;
  if (hasCode(meeting.error, 'NOT_FOUND', 'VALIDATION_FAILED')) return <NoSuchMeeting />;
  if (record === undefined) {
    return <LoadError error={meeting.error} onRetry={() => void meeting.refetch()} />;
  }
  if (record.isRestricted === true) return <OwnAttendance meeting={record} why={MEETING_RUNNING} />;
  if (record.isOutline === true) return <OwnAttendance meeting={record} why={OUTLINE} />;
  return (
    <Record
      meeting={record}
      loaded={lines}
      isReadOnly={record.isShared === true}
      header={
        <RecordHeader meeting={record}>
          {record.isMine && record.endedAt !== null && <ShareButton meetingId={record.id} />}
          <ExportMenu meeting={record} isReady={lines.lines !== undefined && !lines.hasMore} />
        </RecordHeader>
      }
    />
  );
}

function NoSuchMeeting() {
  return (
    <NotFoundPage
      title="This meeting is not here"
      text="There is no such meeting, or it is not one of yours."
    />
  );
}

const OUTLINE =
  'Only that this meeting took place was kept: its room, its times and the number of people. The owner of the room chose this, and everybody was told before joining.';

interface OwnAttendanceProps {
  meeting: MeetingRecord;
  /** Why there is no more. */
  why: string;
}

/** A record that has only the reader's own attendance, for now or for ever. */
function OwnAttendance({ meeting, why }: OwnAttendanceProps) {
  useDocumentTitle(meeting.title ?? meeting.room.name);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 4 }}>
      <RecordHeader meeting={meeting} />
      <EmptyState text={why} />
      {meeting.attendances.length > 0 && (
        <PeopleSection
          title="Your attendance"
          attendances={meeting.attendances}
          activities={meeting.activities}
        />
      )}
    </Box>
  );
}
